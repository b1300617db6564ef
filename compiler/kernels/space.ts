// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { sizeOf, type TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity, NCHW } from "../layout.ts";
import { pad, paddedShape, type Paddings } from "./pad.ts";
import { elementsOf, reshape, transpose } from "./shape.ts";
import { range, slice } from "./slice.ts";

/** Paddings of all axes, from those of the block's axes. */
function spatial({ shape }: Pick<TensorType, "shape">, paddings: Paddings): Paddings {
  return shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
}

/** Shapes and permutation with which tfjs's cpu backend moves blocks between space and batch. */
function steps(shape: readonly number[], blockShape: number[], toSpace: boolean) {
  const product = sizeOf(blockShape);
  const split = backend_util.getReshaped([...shape], blockShape, product, toSpace);
  return {
    split,
    perm: backend_util.getPermuted(split.length, blockShape.length, toSpace),
    joined: backend_util.getReshapedPermuted([...shape], blockShape, product, toSpace),
  };
}

/** Start and size of an image of shape `joined` after `crops` are removed. */
function afterCrop(joined: readonly number[], crops: Paddings) {
  const cut = spatial({ shape: joined }, crops);
  return {
    begin: cut.map(([before]) => before),
    size: joined.map((length, axis) => length - cut[axis]![0] - cut[axis]![1]),
  };
}

/** Kernels that move blocks between the spatial axes and those of batch or channels. */
export const space: KernelTable = {
  SpaceToBatchND: kernel<{ blockShape: number[]; paddings: [number, number][] }>({
    infer: ({ x }, { blockShape, paddings }) => {
      const shape = paddedShape(x!, spatial(x!, paddings));
      return { shape: steps(shape, blockShape, false).joined, dtype: x!.dtype };
    },
    lower: (lowering, { x }, { blockShape, paddings }) => {
      const padded = pad(lowering, x!, spatial(x!, paddings), 0);
      const { split, perm, joined } = steps(padded.shape, blockShape, false);
      return reshape(lowering, transpose(lowering, reshape(lowering, padded, split), perm), joined);
    },
  }),

  BatchToSpaceND: kernel<{ blockShape: number[]; crops: [number, number][] }>({
    infer: ({ x }, { blockShape, crops }) => {
      const { joined } = steps(x!.shape, blockShape, true);
      return elementsOf(x!, afterCrop(joined, crops).size);
    },
    lower: (lowering, { x }, { blockShape, crops }) => {
      const { split, perm, joined } = steps(x!.shape, blockShape, true);
      const moved = transpose(lowering, reshape(lowering, x!, split), perm);
      const { begin, size } = afterCrop(joined, crops);
      return slice(lowering, reshape(lowering, moved, joined), range(begin, size));
    },
  }),

  // Channels are ordered by the row in a block, the column in it, and the channel of the result:
  // ONNX's mode DCR.
  DepthToSpace: kernel<{ blockSize: number; dataFormat: "NHWC" | "NCHW" }>({
    infer: ({ x }, { blockSize, dataFormat }) => {
      const channels = dataFormat === "NHWC" ? 3 : 1;
      const shape = x!.shape.map((length, axis) =>
        axis === 0 ? length : axis === channels ? length / blockSize ** 2 : length * blockSize
      );
      return elementsOf(x!, shape);
    },
    lower: (lowering, { x }, { blockSize, dataFormat }, { outputs }) => {
      const layout = dataFormat === "NHWC" ? NCHW : identity(4);
      const attributes = { blocksize: { i: blockSize }, mode: { s: "DCR" } };
      const name = lowering.emit("DepthToSpace", [lowering.as(x!, layout)], attributes);
      return { name, shape: outputs[0]!.shape, dtype: x!.dtype, layout };
    },
  }),
};
