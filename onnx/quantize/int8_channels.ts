// This module is browser compatible.

/** Weights as signed bytes: `values[i] * scales[channel of i]` is near the number it stands for. */
export interface Int8Channels {
  readonly values: Int8Array<ArrayBuffer>;
  /** The step of each channel: the distance of two neighbouring numbers. */
  readonly scales: Float32Array<ArrayBuffer>;
}

/**
 * Rounds weights to signed bytes, with a scale for each channel: symmetric, so that zero stays
 * zero. The largest number of a channel becomes `limit`; every number moves by at most half a step.
 *
 * @param floats The weights in row-major order, all finite.
 * @param shape The length of each axis.
 * @param axis The axis of the channels: 0 for a filter [out, in, …] of Conv.
 * @param limit The largest byte: 127, or 63 for seven bits.
 *
 * @example
 * ```ts
 * const { values, scales } = int8Channels(Float32Array.of(1, -2, 0, 50), [2, 2], 0);
 * console.assert(values.join() === "64,-127,0,127" && scales.length === 2);
 * ```
 */
export function int8Channels(
  floats: Float32Array,
  shape: readonly number[],
  axis: number,
  limit = 127,
): Int8Channels {
  const channels = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const scales = new Float32Array(channels);
  floats.forEach((value, i) => {
    const channel = channelOf(i);
    scales[channel] = Math.max(scales[channel]!, Math.abs(value));
  });
  // A channel of zeros has any scale; and one that float32 cannot divide by stays zero.
  scales.forEach((largest, i) => scales[i] = largest / limit || 1);
  const values = Int8Array.from(floats, (value, i) => {
    const step = Math.round(value / scales[channelOf(i)]!);
    return Math.max(-limit, Math.min(limit, step));
  });
  return { values, scales };
}
