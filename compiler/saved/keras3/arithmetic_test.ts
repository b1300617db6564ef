import assert from "node:assert/strict";
import { rescalingOf } from "./arithmetic.ts";
import type { LayerCall } from "./nodes.ts";

/** A call of a tensor and a number, which comes first or second. */
const call = (value: number, position: 0 | 1, tensors = 1): LayerCall => ({
  tensors: Array.from({ length: tensors }, () => ["x", 0, 0] as const),
  numbers: [{ position, value }],
  ...{ training: false, mask: undefined },
});

Deno.test("an operation of a tensor and a number is a scale and an offset", () => {
  const cases = [
    ["Add", 0, 1, 4],
    ["Add", 1, 1, 4],
    ["Subtract", 0, -1, 4],
    ["Subtract", 1, 1, -4],
    ["Multiply", 0, 4, 0],
    ["Multiply", 1, 4, 0],
    ["TrueDivide", 1, 0.25, 0],
    ["Divide", 1, 0.25, 0],
  ] as const;
  for (const [name, position, scale, offset] of cases) {
    const found = rescalingOf("layer", name, [call(4, position)]);
    assert.deepEqual(found, { name: "layer", scale, offset }, `${name} ${position}`);
  }
});

Deno.test("a call without a number is no such operation", () => {
  assert.equal(rescalingOf("layer", "Add", [{ ...call(4, 0), numbers: [] }]), undefined);
  assert.equal(rescalingOf("layer", "Add", []), undefined);
});

Deno.test("what is no scale and offset is refused", () => {
  const refused = (name: string, ...calls: LayerCall[]) =>
    assert.throws(() => rescalingOf("layer", name, calls), {
      message: `Cannot load the Keras 3 model: layer 'layer' computes ${name} with a number`,
    });
  refused("Divide", call(4, 0));
  refused("TrueDivide", call(4, 0));
  refused("Power", call(4, 1));
  refused("Add", call(4, 1), call(4, 1));
  refused("Add", call(4, 1, 2));
  refused("Add", call(4, 1, 0));
});
