// This module is browser compatible.

/**
 * The limits of a picture, so that any one takes less than 1 GB of memory and 5 s on two cores. A
 * picture above a limit is refused before it is decoded. docs/data.md has the table, with the
 * measurements.
 */
export const LIMITS = {
  /** Pixels: 64 megapixels take 256 MB of memory as RGB and alpha. */
  pixels: 64_000_000,
  /** Pixels of a side, as in JPEG. */
  side: 65_535,
  /** Bytes of a PNG's pixels as they are stored: 64 megapixels of RGBA, 32 of them with 16 bits. */
  pngBytes: 260_000_000,
  /** Samples of a JPEG, padded to whole blocks: 64 megapixels in three full components. */
  jpegSamples: 200_000_000,
  /** Blocks that the scans of a progressive JPEG visit, each time counted. */
  jpegVisits: 100_000_000,
  /** Pixels of a WebP, whose decoder takes 12 bytes of memory for each. */
  webpPixels: 40_000_000,
  /** Bytes of a WebP's picture, of which its decoder takes two copies. */
  webpBytes: 100_000_000,
  /** Bytes of a file, of a gzipped one unpacked: 650,000 IDX images of 28 x 28. */
  fileBytes: 512 * 1024 * 1024,
  /** Images of an IDX file that have another size than 28 x 28. */
  scaledImages: 100_000,
  /** The part of a picture's rows that may be missing, as when a download stopped near its end. */
  missing: 0.25,
} as const;
