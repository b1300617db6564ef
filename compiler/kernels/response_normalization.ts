// This module is browser compatible.

import { type Inferred, kernel, type KernelTable } from "../kernel.ts";
import { NCHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { arithmetic } from "./batch_norm.ts";
import { broadcast, number } from "./elementwise.ts";

/** tfjs's attributes of local response normalisation. */
interface ResponseAttributes {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/** The sum of each element and its `radius` neighbours on either side along the channels. */
function sumOfNeighbours(lowering: Lowering, x: Lowered, radius: number): Lowered {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const reach = Math.min(radius, channels - 1);
  if (reach === 0) return x;
  const size = 2 * reach + 1;
  const columns = lowering.reshape(lowering.as(x, NCHW), [batch, 1, channels, height * width]);
  const average = lowering.emit("AveragePool", [columns], {
    kernel_shape: { ints: [size, 1] },
    pads: { ints: [reach, 0, reach, 0] },
    count_include_pad: { i: 1 },
  });
  const name = lowering.reshape(average, [batch, channels, height, width]);
  const { mul } = arithmetic(lowering);
  return mul({ name, shape: x.shape, dtype: "float32", layout: NCHW }, number(size));
}

/** bias + α · the sum of the neighbours' squares (Krizhevsky et al. 2012, section 3.3). */
function normOf(
  lowering: Lowering,
  x: Lowered,
  { depthRadius, bias, alpha }: ResponseAttributes,
): Lowered {
  const { add, mul } = arithmetic(lowering);
  const squares = sumOfNeighbours(lowering, mul(x, x), depthRadius);
  return add(mul(squares, number(alpha)), number(bias));
}

const power = (lowering: Lowering, x: Lowered, exponent: number) =>
  broadcast(lowering, "Pow", [x, number(exponent)], "float32");

/** The type of `x`, which must be float32. */
function realType(kernelName: string, { shape, dtype }: Inferred): Inferred {
  if (dtype !== "float32") throw unsupported(`${kernelName} of type ${dtype}`);
  return { shape, dtype };
}

/** Local response normalisation across channels, and its gradient. */
export const responseNormalization: KernelTable = {
  LRN: kernel<ResponseAttributes>({
    infer: ({ x }) => realType("LRN", x!),
    lower: (lowering, { x }, attributes) => {
      const norm = normOf(lowering, x!, attributes);
      return arithmetic(lowering).mul(x!, power(lowering, norm, -attributes.beta));
    },
  }),

  LRNGrad: kernel<ResponseAttributes>({
    infer: ({ x }) => realType("LRNGrad", x!),
    lower: (lowering, { x, y, dy }, attributes) => {
      const { depthRadius, alpha, beta } = attributes;
      const { add, mul, div } = arithmetic(lowering);
      const norm = normOf(lowering, x!, attributes);
      const direct = mul(dy!, power(lowering, norm, -beta));
      const shared = sumOfNeighbours(lowering, div(mul(dy!, y!), norm), depthRadius);
      return add(direct, mul(mul(x!, shared), number(-2 * alpha * beta)));
    },
  }),
};
