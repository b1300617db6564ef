// This module is browser compatible.

/**
 * Encodes float32 values as a .npy file, which `numpy.load` reads (NEP 1, format version 1.0).
 *
 * @param shape The length of each axis, outermost first.
 * @param data The values in row-major order; their number is the product of `shape`.
 *
 * @example
 * ```ts
 * const file = encodeNpy([1, 2], new Float32Array([0.5, 1]));
 * console.assert(file.length === 128 + 8);
 * ```
 */
export function encodeNpy(shape: readonly number[], data: Float32Array): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const prefix = 10; // magic, version, length of the header
  const length = Math.ceil((prefix + text.length + 1) / 64) * 64; // data is aligned to 64 bytes
  const file = new Uint8Array(length + 4 * data.length);
  file.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  const view = new DataView(file.buffer);
  view.setUint16(8, length - prefix, true);
  file.set(new TextEncoder().encode(text.padEnd(length - prefix - 1) + "\n"), prefix);
  data.forEach((value, i) => view.setFloat32(length + 4 * i, value, true));
  return file;
}
