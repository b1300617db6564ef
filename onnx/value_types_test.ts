import assert from "node:assert/strict";
import { recurrent } from "../tests/small_models.ts";
import { elementType } from "./element_type.ts";
import { makeGraph, makeNode, makeTensor } from "./make.ts";
import { valueTypes } from "./value_types.ts";

Deno.test("valueTypes() follows operators that change the type, and takes the first input's else", () => {
  const graph = makeGraph({
    name: "graph",
    inputs: [{ name: "x", type: "float32", shape: ["batch", 4] }],
    initializers: [makeTensor("k", "int64", [1], BigInt64Array.of(2n))],
    nodes: [
      makeNode("Shape", ["x"], ["shape"]),
      makeNode("TopK", ["x", "k"], ["values", "indices"]),
      makeNode("Greater", ["x", "values"], ["mask"]),
      makeNode("Where", ["mask", "x", "values"], ["chosen"]),
      makeNode("Cast", ["chosen"], ["integers"], { to: { i: elementType.int32 } }),
      makeNode("ConstantOfShape", ["shape"], ["zeros"]),
      makeNode("Dropout", ["zeros"], ["kept", "dropped"]),
      makeNode("RandomNormalLike", ["shape"], ["noise"], { dtype: { i: elementType.float64 } }),
      makeNode("EyeLike", ["integers"], ["identity"]),
      makeNode("Split", ["indices"], ["left", "right"]),
    ],
    outputs: [],
  });
  const { float32, float64, int32, int64, bool } = elementType;
  assert.deepEqual(Object.fromEntries(valueTypes(graph)), {
    ...{ x: float32, k: int64, shape: int64, values: float32, indices: int64, mask: bool },
    ...{ chosen: float32, integers: int32, zeros: float32, kept: float32, dropped: bool },
    ...{ noise: float64, identity: int32, left: int64, right: int64 },
  });
});

Deno.test("valueTypes() takes the types of a Scan's outputs from its body", () => {
  assert.equal(valueTypes(recurrent().graph!).get("y"), elementType.float32);
});
