// This module is browser compatible.
import type { Component } from "./frame.ts";

/** The samples of a component, of all its blocks: [8 * paddedRows, stride], 0..255. */
export interface Plane {
  readonly data: Uint8Array;
  /** Samples of a row. */
  readonly stride: number;
}

/** Makes the plane of a component, of zeros. */
export function makePlane({ paddedColumns, paddedRows }: Component): Plane {
  const stride = 8 * paddedColumns;
  return { data: new Uint8Array(stride * 8 * paddedRows), stride };
}
