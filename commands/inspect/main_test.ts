import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from "onnx-buf";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { elementData, elementType } from "../../onnx/element_type.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor } from "../../onnx/make.ts";
import { inspect } from "./main.ts";
import { SPEC } from "./spec.ts";

const run = (...args: string[]) => runRecorded(SPEC, inspect, args);

/** A file with a Loop, half floats, an operator of another program, and weights beside it. */
function unusual(): Uint8Array {
  const scalar = (name: string, type: "int64" | "bool" | "float32") => ({ name, type, shape: [] });
  const body = makeGraph({
    name: "body",
    inputs: [scalar("i", "int64"), scalar("go", "bool"), scalar("state", "float32")],
    nodes: [
      makeNode("Identity", ["go"], ["go:next"]),
      makeNode("Neg", ["state"], ["state:next"]),
    ],
    outputs: [scalar("go:next", "bool"), scalar("state:next", "float32")],
  });
  const half = create(TensorProtoSchema, { name: "half", dataType: 10, dims: [2n, 3n] });
  const beside = create(TensorProtoSchema, {
    name: "beside",
    dataType: elementType.float32,
    dims: [1000n, 250n],
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [create(StringStringEntryProtoSchema, { key: "location", value: "w.bin" })],
  });
  return encodeModel(makeModel({
    graph: makeGraph({
      name: "graph",
      inputs: [{ name: "x", type: "float32", shape: ["n", 3] }],
      initializers: [half, beside, makeTensor("k", "int64", [], elementData("int64", [2]))],
      nodes: [
        makeNode("Loop", ["k", "", "start"], ["last"], { body: { graph: body } }),
        makeNode("Mystery", ["x"], ["y"], {}, { domain: "my.own" }),
        makeNode("Neg", ["half"], ["z"]),
      ],
      outputs: [{ name: "y", type: "float32", shape: ["n", ""] }],
    }),
    opsets: { "": 18, "my.own": 1 },
    metadata: { author: "somebody" },
  }));
}

Deno.test("inspect prints what a file of another program holds, and says what it does not know", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "unusual.onnx");
    await Deno.writeFile(file, unusual());
    const { code, stdout, stderr } = await run(file);
    assert.equal(code, 0, stderr);
    const text = stdout.replace(/\n {22}/g, " ");
    const row = (name: string, contents: string) =>
      assert.ok(text.includes(`\n  ${name.padEnd(20)}${contents}\n`), `${name}:\n${text}`);
    row("producer", "weft, IR version 8");
    row("opset", "ai.onnx 18, my.own 1");
    row("inputs", "x float32[n, 3]");
    row("outputs", "y float32[n, ?]");
    row(
      "constants",
      "250,000 float32 in 1 tensor (1.00 MB); 6 float16 in 1 tensor (0.0 kB); 1 int64 in 1 " +
        "tensor (0.0 kB)",
    );
    row("nodes", "5: 2 Neg, 1 Identity, 1 Loop, 1 my.own.Mystery");
    row("subgraphs", "last (Loop): 2 nodes");
    row("other files", "w.bin holds beside");
    row("metadata", "author = somebody");
    row(
      "cuda",
      "all but 2 nodes, which are not in weft's table: y (float32), z (float16)",
    );
    row(
      "webgpu",
      "all but 1 node, which runs on the CPU: last (int64); and 2 nodes, which are not in weft's " +
        "table: y (float32), z (float16) The tables of both providers are for opset 17; other " +
        "versions can differ",
    );
    const json = JSON.parse((await run(file, "--json")).stdout);
    assert.deepEqual(json.constants.float16, { tensors: 1, elements: 6, bytes: 12 });
    assert.deepEqual(json.externalData, { "w.bin": ["beside"] });
    assert.deepEqual(json.placement.webgpu.onCpu, [{ name: "last", op: "Loop", type: "int64" }]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("inspect refuses other files in one line", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const refuses = async (bytes: Uint8Array | undefined, message: RegExp, code = 1) => {
      const file = join(folder, "some.onnx");
      if (bytes) await Deno.writeFile(file, bytes);
      const recorded = await (bytes ? run(file) : run());
      assert.equal(recorded.code, code);
      assert.equal(recorded.stdout, "");
      assert.match(recorded.stderr, message);
      assert.equal(recorded.stderr.trimEnd().split("\n").length, 1);
    };
    await refuses(new Uint8Array(0), /Cannot read .*some\.onnx: it is empty\./);
    await refuses(new TextEncoder().encode("{}"), /it is damaged, or not an ONNX file/);
    await refuses(unusual().subarray(0, 100), /it is damaged, or not an ONNX file/);
    await refuses(new Uint8Array([0x08, 0x07]), /it is not an ONNX file/);
    await refuses(undefined, /Missing FILE\.onnx.*deno task inspect --help/, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
