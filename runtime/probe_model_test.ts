import assert from "node:assert/strict";
import { encodeModel } from "../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, type ValueInfo } from "../onnx/make.ts";
import { probeModel } from "./probe_model.ts";

Deno.test("probeModel() is what the compiler writes for y = -x", () => {
  const value = (name: string): ValueInfo => ({ name, type: "float32", shape: [1] });
  const graph = makeGraph({
    name: "probe",
    inputs: [value("x")],
    outputs: [value("y")],
    nodes: [makeNode("Neg", ["x"], ["y"], {}, { name: "Neg" })],
  });
  assert.deepEqual(probeModel(), encodeModel(makeModel({ graph, opsets: { "": 17 } })));
});
