import { exifOf } from "./png.ts";

/** A segment of a JPEG file. */
export function segment(marker: number, contents: Uint8Array): number[] {
  const length = contents.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...contents];
}

/** The EXIF segment of an orientation. */
export function exifSegment(orientation: number): number[] {
  return segment(
    0xe1,
    Uint8Array.of(...new TextEncoder().encode("Exif\0\0"), ...exifOf(orientation)),
  );
}

/** An XMP segment, which is an APP1 segment too. */
export const XMP_SEGMENT: readonly number[] = segment(
  0xe1,
  new TextEncoder().encode("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
);

/** A JPEG file with more segments at its start. */
export function withSegments(file: Uint8Array, segments: readonly number[]): Uint8Array {
  return Uint8Array.from([...file.subarray(0, 2), ...segments, ...file.subarray(2)]);
}
