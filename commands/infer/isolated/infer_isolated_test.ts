import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { encode } from "fast-png";
import { parseFlags } from "../../../cli/flags.ts";
import project from "../../../deno.json" with { type: "json" };
import { elementData } from "../../../onnx/element_type.ts";
import { encodeModel } from "../../../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor } from "../../../onnx/make.ts";
import { run } from "../../../tests/command.ts";
import { bandClassifier, bandImage } from "../../../tests/models/band_classifier.ts";
import { needs } from "../../../tests/needs.ts";
import { SPEC } from "../spec.ts";
import { markedText } from "./messages.ts";
import { permissionsOf } from "./permissions.ts";

/** A model that ends the process of ONNX Runtime 1.30 on Linux: it fails an assertion (SIGABRT). */
function abortingModel(): Uint8Array {
  const ints = (...values: number[]) => ({ ints: values });
  const position = (name: string, value: number) =>
    makeTensor(name, "int64", [1], elementData("int64", [value]));
  const graph = makeGraph({
    name: "abort",
    inputs: [{ name: "image", type: "float32", shape: ["batch", 1, 28, 28] }],
    outputs: [{ name: "logits", type: "float32", shape: ["batch", 1] }],
    initializers: [
      makeTensor("w", "float32", [1, 1, 1, 1], new Float32Array(1)),
      ...[position("starts", 0), position("ends", 7), position("axes", 2)],
    ],
    nodes: [
      makeNode("ConvTranspose", ["image", "w"], ["c"], { pads: ints(2 ** 20, 0, 0, 0) }),
      makeNode("Slice", ["c", "starts", "ends", "axes"], ["d"]),
      makeNode("Flatten", ["d"], ["logits"]),
    ],
  });
  return encodeModel(makeModel({ graph, opsets: { "": 17 } }));
}

async function withFiles(model: Uint8Array, test: (args: string[]) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  const paths = { model: join(folder, "model.onnx"), picture: join(folder, "seven.png") };
  await Deno.writeFile(paths.model, model);
  const data = bandImage(7);
  await Deno.writeFile(
    paths.picture,
    encode({ width: 28, height: 28, channels: 1, depth: 8, data }),
  );
  try {
    await test(["--model", paths.model, "--input", paths.picture]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "infer --isolate turns the end of ONNX Runtime into one line and exit code 1",
  ...needs("Linux"),
  fn: () =>
    withFiles(abortingModel(), async (args) => {
      assert.ok((await run("infer", args)).code > 128, "this model no longer ends the process");
      const { code, stdout, stderr } = await run("infer", [...args, "--isolate"]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(
        stderr,
        /^error: Cannot run .*model\.onnx: ONNX Runtime ended the process \(SIG/,
      );
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    }),
});

Deno.test("infer --isolate prints and returns what infer does", () =>
  withFiles(bandClassifier(), async (args) => {
    const plain = await run("infer", args), isolated = await run("infer", [...args, "--isolate"]);
    assert.equal(isolated.code, 0, isolated.stderr);
    assert.equal(isolated.stdout, plain.stdout);
    const head = (text: string) => text.split("\n")[0];
    assert.equal(head(isolated.stderr), head(plain.stderr));
    const refused = await run("infer", ["--isolate", "--model", "nowhere.onnx", ...args.slice(2)]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^error: .*nowhere\.onnx.*\n$/);
  }));

Deno.test("infer --isolate finds paths from a subfolder, and writes into --out only", () =>
  withFiles(bandClassifier(), async (args) => {
    const folder = dirname(args[1]!);
    const env = { INIT_CWD: folder };
    const names = ["--isolate", "--model", "model.onnx", "--input", "seven.png"];
    const plain = await run("infer", [...names, "--out", "a, b"], { env });
    assert.equal(plain.code, 0, plain.stderr);
    assert.ok((await Deno.stat(join(folder, "a, b", "index.html"))).isFile);
    const inFolder = await run("infer", ["--isolate", "--model", folder, "--input", "."], { env });
    assert.equal(inFolder.code, 0, inFolder.stderr);
  }));

Deno.test("the child of infer --isolate may use the paths that the flags name, and no others", () => {
  const flags = parseFlags(SPEC, [
    "--model",
    "a/m.onnx",
    "--input",
    "b",
    "c/a, b/d.png",
    "--out",
    "e",
  ]);
  const [set, read, write] = permissionsOf(flags, "/tmp/t");
  assert.equal(set, "-P=isolated");
  assert.equal(write, "--allow-write=/tmp/t,e");
  assert.match(read!, /,a\/m\.onnx,.*,b,c,\/tmp\/t,e$/);
  const { isolated, model } = project.permissions;
  assert.deepEqual(isolated, { env: model.env, ffi: model.ffi, sys: model.sys });
  const zoo = parseFlags(SPEC, ["--model", "zoo:vae", "--task", "sample"]);
  assert.equal(permissionsOf(zoo, "/tmp/t")[2], "--allow-write=/tmp/t,runs");
  const split = parseFlags(SPEC, ["--split", "test"]);
  assert.deepEqual(permissionsOf(split, "/tmp/t"), ["-P=model"]);
});

Deno.test("infer shows control characters of labels as escapes", () => {
  const labels = Array.from({ length: 10 }, (_, i) => `${i}\x1b[2J\x9b2J\nerror: none\x1b]0;t\x07`);
  return withFiles(
    bandClassifier({ metadata: { labels: JSON.stringify(labels) } }),
    async (args) => {
      for (const flags of [[], ["--json"], ["--isolate"]]) {
        const { code, stdout, stderr } = await run("infer", [...args, ...flags]);
        assert.equal(code, 0, stderr);
        // deno-lint-ignore no-control-regex
        assert.doesNotMatch(stdout + stderr, /[\x00-\x08\x0b-\x1f\x7f-\x9f]|^error/m);
        if (flags[0] === "--json") assert.equal(JSON.parse(stdout).label, labels[7]);
        else assert.match(stdout, / 7\\u001b\[2J\\u009b2J\\u000aerror: none\\u001b\]0;t\\u0007 /);
      }
    },
  );
});

Deno.test("markedText() is what weft wrote, and nothing of native code", () => {
  assert.equal(markedText('\x02"notice: a\\n"'), "notice: a\n");
  for (const line of ["Assertion failed", '\x02"cut of', "\x02[1]", ""]) {
    assert.equal(markedText(line), undefined);
  }
});
