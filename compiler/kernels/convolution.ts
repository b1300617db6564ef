// This module is browser compatible.

import { type Kernel, kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { conv } from "./conv.ts";
import {
  type ConvAttributes,
  type ConvGeometry,
  convGeometry,
  filterLayout,
} from "./conv_geometry.ts";
import { gradientType, overlappingGradient, requireFloats } from "./conv_types.ts";
import { cast } from "./elementwise.ts";
import { filterGradient } from "./filter_gradient.ts";
import { type FusedAttributes, fusedConv, fusedType } from "./fused_conv.ts";
import { gatheredTranspose, gathersTranspose } from "./gathered_transpose.ts";
import { directConv, isDirect, transposedConv } from "./transposed_conv.ts";

/** A convolution without bias and activation, with any number of spatial axes. */
export const plainConvolution = (kernelName: string): Kernel =>
  kernel<ConvAttributes>({
    infer: (inputs, attributes) => {
      requireFloats(kernelName, inputs);
      const { outShape } = convGeometry(inputs.x!.shape, inputs.filter!.shape, attributes);
      return { shape: outShape, dtype: "float32" };
    },
    lower: (lowering, { x, filter }, attributes) =>
      convolve(lowering, x!, filter!, convGeometry(x!.shape, filter!.shape, attributes)),
  });

function convolve(
  lowering: Lowering,
  x: Lowered,
  filter: Lowered,
  geometry: ConvGeometry,
  bias?: string,
): Lowered {
  const { layout, outShape } = geometry;
  const data = lowering.as(x, layout);
  const [out, channels, ...taps] = filterLayout(filter.shape.length) as [number, number];
  const name = isDirect(geometry, lowering.target)
    ? directConv(lowering, data, lowering.as(filter, [channels, out, ...taps]), bias, geometry)
    : conv(lowering, data, lowering.as(filter, [out, channels, ...taps]), bias, geometry);
  return { name, shape: outShape, dtype: "float32", layout };
}

/**
 * The gradient of a convolution by its input. tfjs calls the same kernel for transposed
 * convolutions.
 */
export const gradientByInput = (kernelName: string): Kernel =>
  kernel<ConvAttributes & { inputShape: number[] }>({
    infer: ({ dy, filter }, attributes) => {
      const { inputShape } = attributes;
      const geometry = convGeometry(inputShape, filter!.shape, attributes);
      return gradientType(kernelName, inputShape, dy!, geometry);
    },
    lower: (lowering, inputs, attributes) => {
      const { inputShape } = attributes;
      const filter = cast(lowering, inputs.filter!, "float32");
      const all = convGeometry(inputShape, filter.shape, attributes);
      const { dy, geometry } = overlappingGradient(lowering, inputs.dy!, all);
      if (gathersTranspose(lowering, geometry)) {
        return gatheredTranspose(lowering, dy, filter, geometry);
      }
      const { layout } = geometry;
      const [out, channels, ...taps] = filterLayout(filter.shape.length) as [number, number];
      const name = transposedConv(lowering, lowering.as(dy, layout), {
        plain: lowering.as(filter, [out, channels, ...taps]),
        swapped: lowering.as(filter, [channels, out, ...taps]),
      }, geometry);
      return { name, shape: inputShape, dtype: "float32", layout };
    },
  });

/** The gradient of a convolution by its filter. */
export const gradientByFilter = (kernelName: string): Kernel =>
  kernel<ConvAttributes & { filterShape: number[] }>({
    infer: ({ x, dy }, attributes) => {
      const { filterShape } = attributes;
      const geometry = convGeometry(x!.shape, filterShape, attributes);
      return gradientType(kernelName, filterShape, dy!, geometry);
    },
    lower: (lowering, inputs, attributes) => {
      const x = cast(lowering, inputs.x!, "float32");
      const all = convGeometry(x.shape, attributes.filterShape, attributes);
      const { dy, geometry } = overlappingGradient(lowering, inputs.dy!, all);
      return filterGradient(lowering, x, dy, geometry);
    },
  });

/** Convolution of images, and its gradients. */
export const convolution: KernelTable = {
  Conv2D: plainConvolution("Conv2D"),
  Conv2DBackpropInput: gradientByInput("Conv2DBackpropInput"),
  Conv2DBackpropFilter: gradientByFilter("Conv2DBackpropFilter"),

  FusedConv2D: kernel<FusedAttributes>({
    infer: (inputs, attributes) => {
      requireFloats("FusedConv2D", inputs);
      const { outShape } = convGeometry(inputs.x!.shape, inputs.filter!.shape, attributes);
      return fusedType(outShape, inputs, attributes);
    },
    lower: (lowering, inputs, attributes) => {
      const { x, filter } = inputs;
      const geometry = convGeometry(x!.shape, filter!.shape, attributes);
      return fusedConv(
        lowering,
        inputs,
        attributes,
        geometry,
        (bias) => convolve(lowering, x!, filter!, geometry, bias),
      );
    },
  }),
};
