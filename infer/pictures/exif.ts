// This module is browser compatible.

/** The tag of the orientation of the camera (CIPA DC-008, table 4). */
const ORIENTATION = 0x0112;

/**
 * Reads the orientation from EXIF data, which is a TIFF file: `eXIf` of a PNG, and a JPEG's segment
 * after `Exif\0\0`.
 *
 * @returns 1 (upright) to 8; `undefined` where it is missing or invalid.
 *
 * @example
 * ```ts
 * const directory = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
 * const tiff = new Uint8Array([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, ...directory]);
 * console.assert(exifOrientation(tiff) === 6);
 * ```
 */
export function exifOrientation(tiff: Uint8Array): number | undefined {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949; // "II"
    const directory = view.getUint32(4, little);
    const entries = view.getUint16(directory, little);
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) !== ORIENTATION) continue;
      const value = view.getUint16(entry + 8, little);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // past the end of the data
  }
  return undefined;
}
