import assert from "node:assert/strict";
import { makeNode } from "../../../onnx/make.ts";
import { openModel } from "../../../onnx/open_model.ts";
import { modelOf, weight } from "../testing/models.ts";
import { inputPorts } from "./input_type.ts";
import { chooseShapes, drawInputs } from "./random_inputs.ts";

const { graph } = openModel(
  modelOf({
    inputs: [
      { name: "tokens", type: "int64", shape: ["batch", 50] },
      { name: "image", type: "float32", shape: ["batch", 3] },
      { name: "mask", type: "bool", shape: ["batch", "length"] },
    ],
    constants: [weight("table", [6, 4])],
    nodes: [makeNode("Gather", ["table", "tokens"], ["y"])],
    outputs: ["y"],
  }),
  "x",
);
const ports = inputPorts(graph, "x");

Deno.test("an open first axis has two rows, and a symbolic dimension one length everywhere", () => {
  const shapes = (...given: [string, number[]][]) =>
    Object.fromEntries(chooseShapes(ports, new Map(given)));
  assert.deepEqual(shapes(["mask", [2, 7]]), { tokens: [2, 50], image: [2, 3], mask: [2, 7] });
  assert.deepEqual(shapes(["mask", [5, 7]]).image, [5, 3]);
  assert.throws(() => shapes(), /leaves mask bool\[batch, length\] open/);
  assert.throws(() => shapes(["mask", [5, 7]], ["image", [4, 3]]), /shape \[5, 7\] for mask/);
});

Deno.test("inputs repeat with their seed; integers stay inside of the shortest table", () => {
  const shapes = chooseShapes(ports, new Map([["mask", [2, 7]]]));
  const draw = (seed: number) => drawInputs(graph, ports, shapes, seed);
  const inputs = draw(1);
  assert.deepEqual(draw(1), inputs);
  assert.notDeepEqual(draw(2), inputs);
  const range = (name: string) => {
    const data = Array.from(inputs.get(name)!.data, Number);
    return [Math.min(...data), Math.max(...data)];
  };
  assert.deepEqual(range("tokens"), [0, 5]);
  assert.deepEqual(range("mask"), [0, 1]);
  assert.ok(range("image")[0]! < 0 && range("image")[1]! < 1);
});
