import assert from "node:assert/strict";
import { TensorProto_DataType as DataType } from "onnx-buf";
import { compute, floats, ints, modelOf, operators } from "../../tests/rewritten_model.ts";
import { decodeModel, encodeModel } from "../encode.ts";
import { makeNode } from "../make.ts";
import { storeWeightsAsInt8 } from "../quantize/int8_weights.ts";
import { expandFilters } from "./expand_filters.ts";

const SHAPE = [6, 9, 9];

/** Two convolutions whose filters are in 8 bits. */
function stored() {
  const model = modelOf({
    shape: SHAPE,
    constants: [floats("first", [32, 6, 3, 3]), floats("second", [6, 32, 3, 3], 2)],
    nodes: [
      makeNode("Conv", ["x", "first"], ["a"], { pads: ints(1, 1, 1, 1) }),
      makeNode("Conv", ["a", "second"], ["y"], { pads: ints(1, 1, 1, 1) }),
    ],
  });
  storeWeightsAsInt8(model);
  return model;
}

Deno.test("filters in 8 bits become the float32 numbers that ONNX Runtime makes of them", async () => {
  const plain = stored(), model = decodeModel(encodeModel(plain));
  assert.deepEqual(operators(plain), ["Cast", "Mul", "Cast", "Mul", "Conv", "Conv"]);
  assert.ok(expandFilters(model.graph!));
  assert.deepEqual(operators(model), ["Conv", "Conv"]);
  assert.deepEqual(model.graph!.initializer.map(({ name }) => name), ["first", "second"]);
  assert.deepEqual(await compute(model, SHAPE), await compute(plain, SHAPE));
});

Deno.test("filters in 8 bits stay where a part is not what weft writes", () => {
  const changes: Record<string, (model: ReturnType<typeof stored>) => void> = {
    "a byte too few": ({ graph }) => {
      for (const tensor of graph!.initializer) tensor.rawData = tensor.rawData.slice(1);
    },
    "bytes without a sign": ({ graph }) => {
      for (const tensor of graph!.initializer) {
        if (tensor.dataType === DataType.INT8) tensor.dataType = DataType.UINT8;
      }
    },
    "a scale for each element": ({ graph }) => {
      for (const tensor of graph!.initializer) {
        if (tensor.dataType === DataType.FLOAT) tensor.dims.reverse();
      }
    },
    "a cast to another type": ({ graph }) => {
      for (const node of graph!.node) {
        if (node.opType === "Cast") node.attribute[0]!.i = BigInt(DataType.DOUBLE);
      }
    },
    "filters that are outputs": ({ graph }) => {
      for (const { opType, output } of graph!.node) {
        if (opType === "Mul") graph!.output.push({ ...graph!.output[0]!, name: output[0]! });
      }
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    const model = stored();
    change(model);
    assert.equal(expandFilters(model.graph!), false, what);
    assert.equal(operators(model).length, 6, what);
  }
});
