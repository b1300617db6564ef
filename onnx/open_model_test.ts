import assert from "node:assert/strict";
import { encodeModel } from "./encode.ts";
import { makeGraph, makeModel } from "./make.ts";
import { openModel } from "./open_model.ts";

const graph = makeGraph({ name: "g", inputs: [], outputs: [], initializers: [], nodes: [] });

Deno.test("openModel() reads a model and its graph", () => {
  const bytes = encodeModel(makeModel({ graph, opsets: { "": 17 } }));
  const { model, graph: read } = openModel(bytes, "m.onnx");
  assert.deepEqual([read.name, model.graph === read], ["g", true]);
});

Deno.test("openModel() says why bytes are no model", () => {
  const withoutOpsets = encodeModel(makeModel({ graph, opsets: {} }));
  const withoutGraph = encodeModel(makeModel({ graph, opsets: { "": 17 } }));
  const field = withoutGraph.indexOf(7 << 3 | 2); // the graph, which becomes an unknown field
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [new Uint8Array(0), /^Cannot read m\.onnx: it is empty$/],
    [Uint8Array.of(0x0a, 200), /it is damaged, or not an ONNX file$/],
    [withoutOpsets, /: it is not an ONNX file$/],
    [withoutGraph.with(field, 60 << 3 & 0x7f | 2), /: it is not an ONNX file$/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => openModel(bytes, "m.onnx"), { name: "WeftError", code: "model", message });
  }
});
