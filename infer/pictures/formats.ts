// This module is browser compatible.
import { readGif } from "./gif/read_gif.ts";
import { jpegSize } from "./jpeg/jpeg_size.ts";
import type { Decoded } from "./pixels.ts";
import { pngSize } from "./png/read_chunks.ts";
import { readWebp } from "./webp/read_webp.ts";

/** A format of image files. */
export interface Format {
  readonly name: string;
  /** The bytes that mark a file of the format, as Latin-1 text at an offset. */
  readonly magic: readonly [offset: number, text: string];
  /** The reader of the format; missing for formats that an error only names. */
  readonly reader?: FormatReader;
}

/** Reads the size and the pixels of a format. */
export interface FormatReader {
  /** Reads the size without decoding the picture. */
  size(bytes: Uint8Array): { width: number; height: number };
  /** Decodes the picture. The code of the decoder is loaded when it is first called. */
  decode(bytes: Uint8Array): Promise<Decoded>;
}

const PNG: FormatReader = {
  size: pngSize,
  decode: async (bytes) => (await import("./png/decode_png.ts")).decodePng(bytes),
};
const JPEG: FormatReader = {
  size: jpegSize,
  decode: async (bytes) => (await import("./jpeg/decode_jpeg.ts")).decodeJpeg(bytes),
};
const GIF: FormatReader = {
  size: readGif,
  decode: async (bytes) => (await import("./gif/decode_gif.ts")).decodeGif(bytes),
};

const WEBP: FormatReader = {
  size: readWebp,
  decode: async (bytes) => (await import("./webp/decode_webp.ts")).decodeWebp(bytes),
};

/** The brands of ISO base media files that hold pictures (ISO/IEC 23008-12 and AVIF 1.1). */
const brands = (name: string, ...codes: string[]) =>
  codes.map((code): Format => ({ name, magic: [4, `ftyp${code}`] }));

/** The formats that can be read, and others that an error names. */
const FORMATS: readonly Format[] = [
  { name: "PNG", magic: [0, "\x89PNG\r\n\x1a\n"], reader: PNG },
  { name: "JPEG", magic: [0, "\xff\xd8\xff"], reader: JPEG },
  { name: "GIF", magic: [0, "GIF87a"], reader: GIF },
  { name: "GIF", magic: [0, "GIF89a"], reader: GIF },
  { name: "WebP", magic: [8, "WEBP"], reader: WEBP },
  { name: "BMP", magic: [0, "BM"] },
  { name: "TIFF", magic: [0, "II*\0"] },
  { name: "TIFF", magic: [0, "MM\0*"] },
  { name: "BigTIFF", magic: [0, "II+\0"] },
  { name: "BigTIFF", magic: [0, "MM\0+"] },
  ...brands("HEIC", "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"),
  ...brands("AVIF", "avif", "avis"),
  { name: "JPEG XL", magic: [0, "\xff\x0a"] },
  { name: "JPEG XL", magic: [4, "JXL \r\n\x87\n"] },
  { name: "JPEG 2000", magic: [4, "jP  \r\n\x87\n"] },
  { name: "ICO", magic: [0, "\0\0\x01\0"] },
  { name: "PSD", magic: [0, "8BPS"] },
  { name: "SVG", magic: [0, "<svg"] },
  { name: "PDF", magic: [0, "%PDF"] },
  { name: "AppleDouble", magic: [0, "\0\x05\x16\x07"] },
];

/** Finds the format of a file by its first bytes; `undefined` when it is not known. */
export function formatOf(bytes: Uint8Array): Format | undefined {
  return FORMATS.find(({ magic: [offset, text] }) =>
    [...text].every((letter, i) => bytes[offset + i] === letter.charCodeAt(0))
  );
}

/**
 * Finds the format of an image file by its first bytes, such as `PNG`; `undefined` when it is not
 * known.
 *
 * @example
 * ```ts
 * console.assert(imageFormat(new TextEncoder().encode("GIF89a")) === "GIF");
 * ```
 */
export function imageFormat(bytes: Uint8Array): string | undefined {
  return formatOf(bytes)?.name;
}

/**
 * Reads the number of pixels from the header of a PNG, JPEG, GIF or WebP file; `undefined` for
 * other formats and damaged headers.
 *
 * @example
 * ```ts
 * console.assert(pixelCount(new TextEncoder().encode("GIF89a")) === undefined);
 * ```
 */
export function pixelCount(bytes: Uint8Array): number | undefined {
  try {
    const size = formatOf(bytes)?.reader?.size(bytes);
    return size && size.width * size.height;
  } catch {
    return undefined; // readImage() reports the damage
  }
}

/** Hints for formats where there is better advice than {@linkcode CONVERT}. */
const ADVICE: Readonly<Record<string, string>> = {
  HEIC: "Save it as JPEG; on an iPhone, choose Settings, Camera, Formats, Most Compatible",
  SVG: "Save it as PNG in a drawing program",
  PDF: "Save the page with the picture as PNG",
  AppleDouble: "It holds what macOS notes about another file: give that file, without ._",
};
const CONVERT = "Convert it to PNG or JPEG, in an image viewer or with ImageMagick";

/** The next step for a picture in a format that is not read. */
export function adviceFor(format: string): string {
  return ADVICE[format] ?? CONVERT;
}
