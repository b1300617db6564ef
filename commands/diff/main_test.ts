import assert from "node:assert/strict";
import { join } from "node:path";
import { elementData } from "../../onnx/element_type.ts";
import { makeGraph, makeNode, makeTensor } from "../../onnx/make.ts";
import { inFolder, modelOf, numbers, runDiff, weight, write } from "./testing/models.ts";

/** Three dense layers; `bend` is added to one weight of the second one. */
function layers(bend = 0): Uint8Array {
  const second = weight("w2", [8, 8], 2);
  new DataView(second.rawData.buffer).setFloat32(4 * 19, 0.25 + bend, true);
  return modelOf({
    inputs: { x: ["batch", 4] },
    constants: [weight("w1", [4, 8]), second, weight("w3", [8, 3], 3)],
    nodes: [
      makeNode("MatMul", ["x", "w1"], ["first"]),
      makeNode("Tanh", ["first"], ["tanh"]),
      makeNode("MatMul", ["tanh", "w2"], ["second"]),
      makeNode("Relu", ["second"], ["relu"]),
      makeNode("MatMul", ["relu", "w3"], ["y"]),
    ],
    outputs: ["y"],
  });
}

Deno.test("a model of the zoo agrees on the CPU provider and in WebAssembly", () =>
  inFolder(async (folder) => {
    const { code, rows, stderr } = await runDiff(folder, "models/zoo/lenet/model.onnx");
    assert.equal(code, 0, stderr);
    assert.match(rows, /^ {2}compared +cpu with wasm$/m);
    assert.match(rows, /^ {2}inputs +image float32\[2, 1, 28, 28\], random, seed 1$/m);
    assert.match(rows, /^ {2}values +20$/m);
    assert.match(rows, /^ {2}wasm +agrees with cpu; the largest difference is \S+ % of what/m);
    assert.match(rows, /^ {2}result +they agree$/m);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("two files with another weight part at the node that reads it", () =>
  inFolder(async (folder) => {
    const a = await write(folder, "a.onnx", layers());
    const b = await write(folder, "b.onnx", layers(0.1));
    const { code, rows, stderr } = await runDiff(folder, a, b);
    assert.equal(code, 1);
    assert.match(stderr, /error: \S+a\.onnx and \S+b\.onnx part at the node second \(MatMul\)\./);
    assert.match(rows, /they part +.* part at the node second \(MatMul\), node 3 of 5$/m);
    assert.match(
      rows,
      /nodes differ +its constant w2 differs in 1 of 64 elements, most at \[2, 3\]: 0\.25 and 0\.34999/m,
    );
    // The input of the node is equal on both sides.
    assert.match(rows, /tanh float32\[2, 8\], computed: .* differs by 0 % of what is allowed/);
    assert.match(rows, /alone +MatMul alone parts too\. \S+out has the node/m);
    assert.equal((await runDiff(folder, a, a)).code, 0);
  }));

Deno.test("files that agree have their largest difference, in units of what is allowed", () =>
  inFolder(async (folder) => {
    const a = await write(folder, "a.onnx", layers());
    const b = await write(folder, "b.onnx", layers(0.1));
    const shares: number[] = [];
    for (const tolerance of ["2", "4"]) {
      const { code, stdout, stderr } = await runDiff(
        folder,
        a,
        b,
        "--tolerance",
        tolerance,
        "--json",
      );
      assert.equal(code, 0, stderr);
      shares.push(...Object.values(JSON.parse(stdout).agreements as Record<string, number>));
    }
    assert.ok(shares[0]! > 0.01 && shares[0]! < 1, `${shares}`);
    assert.ok(Math.abs(shares[0]! / shares[1]! - 2) < 1e-6, `${shares}`);
  }));

Deno.test("a reproduction runs again and parts, and one of equal nodes does not", () =>
  inFolder(async (folder) => {
    const a = await write(folder, "a.onnx", layers());
    const b = await write(folder, "b.onnx", layers(0.1));
    await runDiff(folder, a, b, "--seed", "7");
    const out = join(folder, "out"), data = join(out, "test_data_set_0");
    const readme = await Deno.readTextFile(join(out, "README.md"));
    assert.match(readme, /^# MatMul: \S+a\.onnx and \S+b\.onnx part\n/);
    assert.match(readme, /^- Nodes in `model\.onnx`: 1 \(MatMul\); opset ai\.onnx 17$/m);
    assert.match(readme, /onnxruntime-node \d+\.\d+\.\d+/);
    assert.match(
      readme,
      /^ {4}deno task diff REPRO\/model\.onnx REPRO\/model_b\.onnx --backend cpu --input REPRO\/test_data_set_0\/input_0\.pb$/m,
    );
    assert.ok(!readme.includes(folder.slice(1) + "/a.onnx, "));
    const again = await runDiff(
      join(folder, "again"),
      ...[join(out, "model.onnx"), join(out, "model_b.onnx")],
      ...["--input", join(data, "input_0.pb")],
    );
    assert.equal(again.code, 1);
    assert.match(again.rows, /they part .* node second \(MatMul\), node 1 of 1$/m);
    const alone = await runDiff(
      join(folder, "alone"),
      ...[join(out, "model.onnx"), "--input", join(data, "input_0.pb")],
    );
    assert.equal(alone.code, 0, alone.stderr);
  }));

Deno.test("nodes in the body of a Loop belong to the Loop, which can be cut out", () =>
  inFolder(async (folder) => {
    const looped = (factor: number) => {
      const scalar = { type: "float32", shape: [2] } as const;
      const body = makeGraph({
        name: "body",
        inputs: [
          { name: "i", type: "int64", shape: [] },
          { name: "go", type: "bool", shape: [] },
          { name: "state", ...scalar },
        ],
        // `start` is read from the graph around the body.
        nodes: [
          makeNode("Identity", ["go"], ["go:next"]),
          makeNode("Mul", ["state", "factor"], ["scaled"]),
          makeNode("Add", ["scaled", "start"], ["state:next"]),
        ],
        initializers: [numbers("factor", [], [factor])],
        outputs: [
          { name: "go:next", type: "bool", shape: [] },
          { name: "state:next", ...scalar },
        ],
      });
      return modelOf({
        inputs: { x: [2] },
        constants: [makeTensor("count", "int64", [], elementData("int64", [3]))],
        nodes: [
          makeNode("Neg", ["x"], ["start"]),
          makeNode("Loop", ["count", "", "start"], ["last"], { body: { graph: body } }),
          makeNode("Abs", ["last"], ["y"]),
        ],
        outputs: ["y"],
      });
    };
    const a = await write(folder, "a.onnx", looped(0.5));
    const b = await write(folder, "b.onnx", looped(0.6));
    assert.equal((await runDiff(folder, a)).code, 0);
    const { code, rows } = await runDiff(folder, a, b);
    assert.equal(code, 1);
    assert.match(rows, /part at the node last \(Loop\), node 2 of 3$/m);
    assert.match(rows, /its attribute body differs/);
    assert.match(rows, /the node reads .*start float32\[2\], computed/);
    assert.match(rows, /Loop alone parts too/);
  }));

Deno.test("NaN is followed to the node that makes it of finite numbers", () =>
  inFolder(async (folder) => {
    const file = await write(
      folder,
      "nan.onnx",
      modelOf({
        inputs: { x: [3] },
        nodes: [
          makeNode("Relu", ["x"], ["relu"]),
          makeNode("Log", ["relu"], ["log"]),
          makeNode("Mul", ["log", "relu"], ["product"]),
          makeNode("Softmax", ["product"], ["y"], { axis: { i: 0 } }),
        ],
        outputs: ["y"],
      }),
    );
    const input = await write(folder, "x.json", new TextEncoder().encode("[-1, 2, 3]"));
    const { code, rows, stdout } = await runDiff(folder, file, "--input", `x=${input}`);
    const json = await runDiff(folder, file, "--input", `x=${input}`, "--json");
    assert.deepEqual(
      JSON.parse(json.stdout).notFinite.wasm.map(({ op }: { readonly op: string }) => op),
      ["Mul", "Log"],
    );
    assert.equal(code, 0, stdout);
    assert.match(
      rows,
      /^ {2}NaN +first on cpu in product \(Mul product, 1 NaN\), which follows from log \(Log log, 1 infinite\)\. All that this node reads is finite$/m,
    );
    const bad = await write(
      folder,
      "weight.onnx",
      modelOf({
        inputs: { x: [2] },
        constants: [numbers("w", [2], [1, NaN])],
        nodes: [makeNode("Mul", ["x", "w"], ["y"])],
        outputs: ["y"],
      }),
    );
    assert.match(
      (await runDiff(folder, bad)).rows,
      /NaN +first on cpu in y \(Mul y, 1 NaN\), which follows from w \(1 NaN\)\. No node computes it/,
    );
  }));

Deno.test("a difference of optimised graphs alone is found, with the nodes that are fused", () =>
  inFolder(async (folder) => {
    // ONNX Runtime multiplies the filter by the scale of the batch normalisation: 1e-25 · 1e-25
    // has no float32, so all results are 0. Node by node, 1e25 · 1e-25 is an ordinary number.
    const file = await write(
      folder,
      "fused.onnx",
      modelOf({
        inputs: { x: [1, 2, 5, 5] },
        constants: [
          numbers("up", [], [1e25]),
          numbers("w", [2, 2, 1, 1], [1e-25, 2e-25, 3e-25, -1e-25]),
          ...["mean", "shift"].map((name) => numbers(name, [2], [0, 0])),
          numbers("scale", [2], [1e-25, 1e-25]),
          numbers("variance", [2], [1, 1]),
        ],
        nodes: [
          makeNode("Sigmoid", ["x"], ["positive"]),
          makeNode("Mul", ["positive", "up"], ["large"]),
          makeNode("Conv", ["large", "w"], ["conv"]),
          makeNode("BatchNormalization", ["conv", "scale", "shift", "mean", "variance"], ["norm"]),
          makeNode("Mul", ["norm", "up"], ["y"]),
          makeNode("Relu", ["y"], ["z"]),
        ],
        outputs: ["z"],
      }),
    );
    const { code, rows, stderr } = await runDiff(folder, file, "--backend", "cpu");
    assert.equal(code, 1);
    assert.match(stderr, /cpu as it is and cpu optimised part at the node norm/);
    assert.match(
      rows,
      /optimised +The fault comes from how ONNX Runtime rewrites or fuses nodes up to this one/,
    );
    assert.match(
      rows,
      /alone +BatchNormalization alone does NOT part; it parts together with the node before it/,
    );
    const both = await runDiff(folder, file);
    assert.match(both.rows, /cpu as it is and cpu optimised part at the node norm/);
    assert.match(both.rows, /wasm as it is and wasm optimised part at the node norm/);
    const out = join(folder, "out");
    const args = ["--backend", "cpu", "--input", join(out, "test_data_set_0", "input_0.pb")];
    assert.equal((await runDiff(join(folder, "again"), join(out, "model.onnx"), ...args)).code, 1);
  }));

Deno.test("--json has the result, with NaN and infinities as texts", () =>
  inFolder(async (folder) => {
    const a = await write(folder, "a.onnx", layers());
    const b = await write(folder, "b.onnx", layers(Infinity));
    const { code, stdout } = await runDiff(folder, a, b, "--json");
    assert.equal(code, 1);
    const { partings: [parting], inputs } = JSON.parse(stdout);
    assert.deepEqual(inputs, [{ name: "x", type: "float32", shape: [2, 4], random: true }]);
    assert.equal(parting.node, "second");
    assert.equal(parting.comparison.difference, "Infinity");
    assert.equal(parting.reproduction.parts, true);
  }));
