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
