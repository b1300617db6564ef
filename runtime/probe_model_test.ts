import assert from "node:assert/strict";
import { encodeModel } from "../onnx/encode.ts";
import { probeModel } from "./probe_model.ts";

Deno.test("probeModel() has the bytes that encodeModel() writes for y = -x", () => {
  const value = (name: string) => ({ name, type: "float32" as const, shape: [1] });
  const node = {
    op: "Neg",
    domain: "",
    inputs: ["x"],
    outputs: ["y"],
    attributes: {},
    name: "Neg",
  };
  const graph = {
    name: "probe",
    inputs: [value("x")],
    outputs: [value("y")],
    initializers: [],
    nodes: [node],
  };
  assert.deepEqual(probeModel(), encodeModel({ graph, opsets: { "": 17 }, metadata: {} }));
});
