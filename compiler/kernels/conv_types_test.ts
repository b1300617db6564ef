import assert from "node:assert/strict";
import type { DType } from "../graph.ts";
import { kernels } from "./mod.ts";

/** The kernels that add products of an image and a filter. */
const NAMES = [
  ...["Conv2D", "Conv3D", "FusedConv2D", "DepthwiseConv2dNative", "FusedDepthwiseConv2D"],
  ...["Dilation2DBackpropInput", "Dilation2DBackpropFilter"],
];

Deno.test("convolutions of other types than float32 are refused, on either side", () => {
  for (const name of NAMES) {
    for (const [x, filter] of [["int32", "float32"], ["float32", "bool"]] as [DType, DType][]) {
      const inputs = {
        x: { shape: [1, 4, 4, 1], dtype: x },
        filter: { shape: [2, 2, 1, 1], dtype: filter },
      };
      assert.throws(
        () => kernels[name]!.infer(inputs, {}),
        (error: Error) => error.message.includes(`${name} of type ${x === "int32" ? x : filter}`),
        name,
      );
    }
  }
});
