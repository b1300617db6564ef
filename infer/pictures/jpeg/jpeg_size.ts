// This module is browser compatible.
import { isFrame, readFrame } from "./frame.ts";
import { MARKER, segmentsOf } from "./segments.ts";

/**
 * Reads the size of a JPEG file without decoding it.
 *
 * @throws {Error} When the file has no frame header that can be read.
 */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  for (const { marker, contents } of segmentsOf(bytes)) {
    if (isFrame(marker)) return readFrame(marker, contents);
    if (marker === MARKER.startOfScan) break;
  }
  throw new Error("no header");
}
