// This module is browser compatible.

/** Order of axes: physical axis `i` of a tensor is logical axis `permutation[i]`. */
export type Permutation = readonly number[];

/** ONNX's order of axes for activations of logical shape [n, h, w, c]. */
export const NCHW: Permutation = [0, 3, 1, 2];

/** ONNX's order of axes for filters of logical shape [h, w, in, out]. */
export const OIHW: Permutation = [3, 2, 0, 1];

/** The order of axes in tfjs itself. */
export function identity(rank: number): Permutation {
  return Array.from({ length: rank }, (_, i) => i);
}

/** True when no axis moves. */
export function isIdentity(order: Permutation): boolean {
  return order.every((axis, i) => axis === i);
}

/** A logical shape in physical order. */
export function permuted(shape: readonly number[], order: Permutation): number[] {
  return order.map((axis) => shape[axis]!);
}

/**
 * Moves elements from logical (row-major in `shape`) to physical order; returns the same array when
 * no axis moves.
 */
export function toPhysical<T extends Float32Array | Int32Array | Uint8Array>(
  data: T,
  shape: readonly number[],
  order: Permutation,
): T {
  if (isIdentity(order)) return data;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const lengths = permuted(shape, order);
  const steps = permuted(strides, order);
  const result = data.slice() as T;
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = data[from]!;
    for (let axis = index.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < lengths[axis]!) break;
      from -= steps[axis]! * lengths[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** Moves elements from physical order back to logical order. */
export function toLogical<T extends Float32Array | Int32Array | Uint8Array>(
  data: T,
  shape: readonly number[],
  order: Permutation,
): T {
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return toPhysical(data, permuted(shape, order), inverse);
}
