// This module is browser compatible.

import type { Inputs, TensorType } from "../graph.ts";
import { type Inferred, type Kernel, kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { averagePool, averagePoolGradient } from "./average_pool.ts";
import { cast } from "./elementwise.ts";
import { maxPool, maxPoolGradient } from "./max_pool.ts";
import { type PoolAttributes, poolGeometry } from "./pool_geometry.ts";

/** The type of a gradient by `input`. It is zero when dy has no elements. */
export const gradientType = ({ shape }: TensorType, dy: TensorType): Inferred => ({
  shape,
  dtype: "float32",
  ...(dy.shape.includes(0) ? { fill: 0 } : {}),
});

/** The type of a pooling's result. For volumes tfjs always declares float32. */
function pooledType({ x }: Inputs, attributes: PoolAttributes): Inferred {
  const { shape, dtype } = x!;
  const { outShape } = poolGeometry(shape, attributes);
  return { shape: outShape, dtype: shape.length === 5 ? "float32" : dtype };
}

const forward = (
  pool: (lowering: Lowering, x: Lowered, attributes: PoolAttributes) => Lowered,
): Kernel =>
  kernel<PoolAttributes>({
    infer: pooledType,
    lower: (lowering, { x }, attributes, node) =>
      cast(lowering, pool(lowering, x!, attributes), node.outputs[0]!.dtype),
  });

/** The tensors that gradients of pooling take. */
type GradientInputs = Record<"dy" | "input" | "output", Lowered>;

const gradient = (
  lower: (lowering: Lowering, inputs: GradientInputs, attributes: PoolAttributes) => Lowered,
): Kernel =>
  kernel<PoolAttributes>({
    infer: ({ input, dy }) => gradientType(input!, dy!),
    lower: (lowering, inputs, attributes) => lower(lowering, inputs as GradientInputs, attributes),
  });

/** Max pooling, with any number of spatial axes. */
export const maxPooling = forward(maxPool);

/** The gradient of max pooling. */
export const maxPoolingGradient = gradient((lowering, { dy, input, output }, attributes) =>
  maxPoolGradient(lowering, dy, input, output, attributes)
);

/** Average pooling, with any number of spatial axes. */
export const averagePooling = forward(averagePool);

/** The gradient of average pooling. */
export const averagePoolingGradient = gradient((lowering, { dy, input }, attributes) =>
  averagePoolGradient(lowering, dy, input.shape, attributes)
);

/** Pooling of images, and its gradients. */
export const pooling: KernelTable = {
  MaxPool: maxPooling,
  MaxPoolGrad: maxPoolingGradient,
  AvgPool: averagePooling,
  AvgPoolGrad: averagePoolingGradient,
};
