import assert from "node:assert/strict";
import { TensorProto_DataType, type ValueInfoProto } from "onnx-buf";
import { encodeModel } from "../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeValueInfo } from "../onnx/make.ts";
import { newTensor } from "./new_tensor.ts";
import { createSession } from "./session.ts";

function half(name: string): ValueInfoProto {
  const value = makeValueInfo({ name, type: "float32", shape: [3] });
  if (value.type?.value.case === "tensorType") {
    value.type.value.value.elemType = TensorProto_DataType.FLOAT16;
  }
  return value;
}

Deno.test("a tensor of float16 goes into a session on every backend and comes out", async () => {
  const graph = makeGraph({
    ...{ name: "negate", inputs: [], outputs: [] },
    nodes: [makeNode("Neg", ["x"], ["y"])],
  });
  graph.input.push(half("x"));
  graph.output.push(half("y"));
  const bytes = encodeModel(makeModel({ graph, opsets: { "": 17 } }));
  for (const backend of ["cpu", "wasm"] as const) {
    const session = await createSession(bytes, { backend });
    const x = newTensor(session, "float16", Float16Array.of(1, 2.5, -4), [3]);
    const { y } = await session.run({ x });
    assert.deepEqual(Array.from(y!.data as unknown as Float16Array), [-1, -2.5, 4], backend);
    await session.close();
  }
});
