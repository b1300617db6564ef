// This module is browser compatible.

/** A decoded image, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  /** [height, width, channels], 0..255. */
  readonly data: Uint8Array;
}

/** The pixels of a file as they are stored, and what the file says about them. */
export interface Decoded {
  readonly pixels: Pixels;
  /** The number of rows, from the top, whose data is in the file; `height` for a whole file. */
  readonly rows: number;
  /** The EXIF orientation, 1 (upright) to 8, of files that have one. */
  readonly orientation?: number | undefined;
  /** True when the file ends before the data that sharpens its rows. */
  readonly isCoarse?: boolean;
}
