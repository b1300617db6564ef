// This module is browser compatible.
import type { Frame } from "./frame.ts";
import type { Plane } from "./planes.ts";

/**
 * Converts a row of samples to RGB, from `at` on.
 *
 * @param row The samples of each component, one for each pixel. A conversion may change them.
 */
type Conversion = (row: readonly Uint8Array[], rgb: Uint8Array, at: number) => void;

/**
 * Converts the planes of a frame to RGB. A component with fewer samples is enlarged by repeating
 * them. The colour space follows Adobe's marker, as in libjpeg; three components without it are
 * YCbCr.
 *
 * @param transform The colour transform of Adobe's marker: 0 none, 1 YCbCr, 2 YCCK; `undefined`
 * without the marker.
 * @returns [height, width, 3], 0..255.
 * @throws {Error} When the colour space is not known.
 */
export function toRgb(
  { width, height, components, maxH, maxV }: Frame,
  planes: readonly Plane[],
  transform: number | undefined,
): Uint8Array {
  const convert = conversion(components.length, transform);
  const columns = components.map(({ h }) => indices(width, h / maxH));
  const rgb = new Uint8Array(3 * width * height);
  const row = planes.map(() => new Uint8Array(width));
  for (let y = 0; y < height; y++) {
    planes.forEach(({ data, stride }, c) => {
      const { v } = components[c]!;
      enlarge(data, Math.trunc(y * (v / maxV)) * stride, columns[c]!, row[c]!);
    });
    convert(row, rgb, 3 * y * width);
  }
  return rgb;
}

/** The sample of a component for each of `count` pixels. */
function indices(count: number, scale: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i * scale);
}

function enlarge(data: Uint8Array, start: number, columns: Uint32Array, row: Uint8Array): void {
  for (let x = 0; x < row.length; x++) row[x] = data[start + columns[x]!]!;
}

function conversion(components: number, transform: number | undefined): Conversion {
  if (components === 1) return fromGrey;
  if (components === 3) return transform === 0 ? fromRgb : fromYcc;
  if (components !== 4) throw new Error(`${components} colour components are not supported`);
  if (transform === undefined) throw new Error("CMYK without Adobe's marker is not supported");
  return transform === 0 ? fromCmyk : fromYcck;
}

const fromGrey: Conversion = ([grey], rgb, at) => {
  for (let x = 0; x < grey!.length; x++, at += 3) rgb.fill(grey![x]!, at, at + 3);
};

const fromRgb: Conversion = ([red, green, blue], rgb, at) => {
  for (let x = 0; x < red!.length; x++, at += 3) {
    rgb[at] = red![x]!;
    rgb[at + 1] = green![x]!;
    rgb[at + 2] = blue![x]!;
  }
};

/** ITU-T T.871, section 7. The bytes of `rgb` drop the fractions. */
const fromYcc: Conversion = ([luma, blue, red], rgb, at) => {
  for (let x = 0; x < luma!.length; x++, at += 3) {
    const y = luma![x]!, cb = blue![x]! - 128, cr = red![x]! - 128;
    rgb[at] = clamp(y + 1.402 * cr);
    rgb[at + 1] = clamp(y - 0.3441363 * cb - 0.71413636 * cr);
    rgb[at + 2] = clamp(y + 1.772 * cb);
  }
};

/** Adobe stores CMYK inverted: 255 is no ink. */
const fromCmyk: Conversion = (row, rgb, at) => {
  for (let x = 0; x < row[0]!.length; x++, at += 3) {
    const black = 255 - row[3]![x]!;
    for (let c = 0; c < 3; c++) rgb[at + c] = lightOf(255 - row[c]![x]!, black);
  }
};

const fromYcck: Conversion = (row, rgb, at) => {
  fromYcc(row, rgb, at);
  for (let x = 0; x < row[0]!.length; x++, at += 3) {
    const black = 255 - row[3]![x]!;
    for (let c = 0; c < 3; c++) rgb[at + c] = lightOf(rgb[at + c]!, black);
  }
};

/** The light that an ink and black leave. */
function lightOf(ink: number, black: number): number {
  return 255 - clamp(ink * (1 - black / 255) + black);
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
