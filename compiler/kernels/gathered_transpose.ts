// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { gatherRows, positionsIn, rowOf } from "./gathered_rows.ts";

/** Fewer channels than these are not gathered: rows are short, and products narrow. */
const FEWEST_CHANNELS = 16;

/**
 * True when {@linkcode gatheredTranspose} is faster than ONNX Runtime's ConvTranspose, which adds
 * up the windows of one image after another on one thread (docs/compiler.md).
 */
export function gathersTranspose({ target }: Lowering, geometry: ConvGeometry): boolean {
  const { batch, inChannels, outChannels, groups, kernel, strides, dilations, output } = geometry;
  return target.gathersTranspose && kernel.length === 2 && groups === 1 &&
    strides.some((stride) => stride > 1) &&
    dilations.every((dilation) => dilation === 1) &&
    kernel.every((taps, i) => taps >= strides[i]!) &&
    Math.min(inChannels, outChannels) >= FEWEST_CHANNELS &&
    batch * sizeOf(output) * sizeOf(kernel) * outChannels <= target.largestColumns;
}

/** Pixels of the input that the same taps reach. */
interface Phase {
  /** Row-major numbers of the pixels. */
  readonly pixels: readonly number[];
  /** Row-major numbers of the taps. */
  readonly taps: readonly number[];
  /** For each tap of each pixel, the row-major number of its window, if there is one. */
  readonly windows: readonly (number | undefined)[];
}

/** The phases of the input, one for each place in a stride. */
function phasesOf({ input, output, kernel, strides, pads }: ConvGeometry): Phase[] {
  const taps = [...positionsIn(kernel).entries()];
  const pixels = [...positionsIn(input).entries()];
  return positionsIn(strides).map((phase) => {
    const reaching = taps.filter(([, tap]) => tap.every((at, i) => at % strides[i]! === phase[i]));
    const members = pixels.filter(([, pixel]) =>
      pixel.every((at, i) => (at + pads[i]!) % strides[i]! === phase[i])
    );
    const windowOf = (pixel: readonly number[], tap: readonly number[]) =>
      pixel.map((at, i) => (at + pads[i]! - tap[i]!) / strides[i]!);
    return {
      pixels: members.map(([number]) => number),
      taps: reaching.map(([number]) => number),
      windows: members.flatMap(([, pixel]) =>
        reaching.map(([, tap]) => rowOf(windowOf(pixel, tap), output))
      ),
    };
  }).filter(({ pixels }) => pixels.length > 0);
}

/**
 * Emits the transpose of a convolution, from `dy` of shape [n, ...output, out] to [n, ...input,
 * in], with channels last.
 *
 * The pixels of the input have as many phases as a stride has places. The same taps reach all
 * pixels of a phase, so that a phase is one product: of elements of dy, which Gather copies, with
 * the filter of these taps (Shi et al. 2016, "Is the deconvolution layer the same as a
 * convolutional layer?").
 *
 * @param filter Logical shape [...kernel, in, out].
 */
export function gatheredTranspose(
  lowering: Lowering,
  dy: Lowered,
  filter: Lowered,
  geometry: ConvGeometry,
): Lowered {
  const { batch, inChannels, outChannels, kernel, input, output } = geometry;
  const channelsLast = [geometry.layout[0]!, ...geometry.layout.slice(2), geometry.layout[1]!];
  const rank = kernel.length, count = sizeOf(output);
  const rows = lowering.reshape(lowering.as(dy, channelsLast), [batch, count, outChannels]);
  const weights = lowering.reshape(
    lowering.as(filter, [...identity(rank), rank + 1, rank]),
    [sizeOf(kernel), outChannels, inChannels],
  );
  const phases = phasesOf(geometry);
  const products = phases.map(({ pixels, taps, windows }) => {
    const depth = taps.length * outChannels;
    const product = lowering.emit("MatMul", [
      lowering.reshape(
        gatherRows(lowering, rows, count, windows),
        [batch * pixels.length, depth],
      ),
      lowering.reshape(
        lowering.emit("Gather", [weights, lowering.ints(taps)]),
        [depth, inChannels],
      ),
    ]);
    return lowering.reshape(product, [batch, pixels.length, inChannels]);
  });
  const pixels = phases.flatMap(({ pixels }) => pixels);
  const inOrder = [...pixels.keys()].sort((a, b) => pixels[a]! - pixels[b]!);
  const dx = lowering.emit("Gather", [
    lowering.emit("Concat", products, { axis: { i: 1 } }),
    lowering.ints(inOrder),
  ], { axis: { i: 1 } });
  const lengths = [batch, ...input, inChannels];
  return {
    name: lowering.reshape(dx, lengths),
    shape: identity(lengths.length).map((axis) => lengths[channelsLast.indexOf(axis)]!),
    dtype: "float32",
    layout: channelsLast,
  };
}
