import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { runRecorded } from "../../cli/testing/recorded.ts";
import {
  constant,
  graphArtifacts,
  type GraphExtras,
  op,
  placeholder,
} from "../../compiler/testing/graph_def.ts";
import { exportModel } from "./main.ts";
import { SPEC } from "./spec.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

type Parts = Parameters<typeof graphArtifacts>[0];

/** Writes a model, exports it with each list of flags, and hands the results to a test. */
async function exporting(
  parts: Parts,
  extras: GraphExtras,
  test: (run: (...flags: string[]) => ReturnType<typeof runRecorded>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const { modelTopology, signature, weightSpecs, weightData } = await graphArtifacts(
      parts,
      extras,
    );
    await Deno.writeFile(join(folder, "w.bin"), new Uint8Array(weightData as ArrayBuffer));
    await Deno.writeTextFile(
      join(folder, "model.json"),
      JSON.stringify({
        format: "graph-model",
        modelTopology,
        signature,
        weightsManifest: [{ paths: ["w.bin"], weights: weightSpecs }],
      }),
    );
    await test((...flags) =>
      runRecorded(SPEC, exportModel, [join(folder, "model.json"), ...flags])
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const pooled: Parts = [
  placeholder("image", [-1, -1, -1, 3]),
  constant("axes", [1, 2], "int32"),
  op("mean", "Mean", ["image", "axes"]),
  op("softmax", "Softmax", ["mean"]),
];

Deno.test("export takes a graph model, with --shape for what it leaves free", () =>
  exporting(pooled, {
    signature: { inputs: { image: "image:0" }, outputs: { scores: "softmax:0" } },
  }, async (run) => {
    const free = await run();
    assert.equal(free.code, 1);
    assert.match(free.stderr, /has a free length besides the batch.*--shape image=batch,224,224,3/);
    const symbolic = await run("--shape", "image=batch,8,6,3");
    assert.match(symbolic.stdout, /^inputs +image float32\[batch, 8, 6, 3\]$/m, symbolic.stderr);
    assert.match(symbolic.stdout, /^outputs +scores float32\[batch, 3\]$/m);
    const fixed = await run("--shape", "image=2,8,6,3");
    assert.match(fixed.stdout, /^inputs +image float32\[2, 8, 6, 3\]$/m, fixed.stderr);
    for (const [shape, message] of [["image=8,6,3", /the model takes/], ["x=1", /no such input/]]) {
      const { code, stderr } = await run("--shape", shape as string);
      assert.equal(code, 1);
      assert.match(stderr, message as RegExp);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
    }
  }));

Deno.test("export ends a graph with --outputs, as the error about an op proposes", () =>
  exporting(
    [
      ...pooled,
      constant("half", 0.5),
      op("likely", "Greater", ["softmax", "half"]),
      op("strange", "NoSuchOp", ["likely"]),
    ],
    {},
    async (run) => {
      const size = ["--shape", "image=batch,4,4,3"];
      const whole = await run(...size);
      assert.equal(whole.code, 1);
      assert.match(whole.stderr, /NoSuchOp \(strange\): .* --outputs likely or/);
      const cut = await run(...size, "--outputs", "likely", "softmax");
      assert.match(cut.stdout, /^outputs +likely bool\[.*\]; softmax float32\[/m, cut.stderr);
    },
  ));

Deno.test("export writes outputs whose lengths depend on data, and inputs that are constants", () =>
  exporting(
    [
      placeholder("x", [-1, 3]),
      placeholder("threshold", []),
      constant("axis", 1, "int32"),
      constant("first", 0, "int32"),
      op("best", "Max", ["x", "axis"]),
      op("high", "Greater", ["best", "threshold"]),
      op("where", "Where", ["high"]),
      op("at", "Squeeze", ["where"], { squeeze_dims: { list: { i: ["1"] } } }),
      op("rows", "GatherV2", ["x", "at", "first"]),
    ],
    {},
    async (run) => {
      const whole = await run();
      assert.match(whole.stdout, /^inputs +x .*; threshold float32\[\]$/m, whole.stderr);
      const { stdout, stderr } = await run("--constant", "threshold=0.25");
      assert.match(stdout, /^inputs +x float32\[batch, 3\]$/m, stderr);
      assert.match(stdout, /^outputs +rows float32\[rows\/length_0, 3\]$/m);
      assert.match((await run("--constant", "level=1")).stderr, /'level': the model has no such/);
    },
  ));

Deno.test("positions that a graph looks up are drawn within its tables", () =>
  exporting(
    [
      placeholder("words", [-1, 4], "int32"),
      constant("table", [[1, 2], [3, 4], [5, 6]]),
      constant("axis", 0, "int32"),
      op("embedded", "GatherV2", ["table", "words", "axis"]),
    ],
    {},
    async (run) => {
      const { stdout, stderr } = await run();
      assert.match(stdout, /^check .*difference from tfjs \(wasm\) 0\.0e\+0/m, stderr);
    },
  ));

Deno.test("a model that tfjs runs only asynchronously is checked too", () =>
  exporting(
    [
      placeholder("x", [-1, 4]),
      constant("training", false, "bool"),
      op("branch", "Switch", ["x", "training"]),
      op("dropped", "Neg", ["branch:1"]),
      op("kept", "Relu", ["branch:0"]),
      op("y", "Merge", ["dropped", "kept"]),
      op("z", "Identity", ["y"]),
    ],
    {},
    async (run) => {
      const { stdout, stderr } = await run();
      assert.match(stdout, /^nodes .*1 Relu/m, stderr);
      assert.doesNotMatch(stdout, /Neg/);
    },
  ));
