// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { decodeJpeg, readJpegHeader } from "./decode_jpeg.ts";
import { decodePng, pngSize } from "./decode_png.ts";
import type { Pixels } from "./pixels.ts";
import { prepareImage } from "./prepare_image.ts";

/** The most pixels of a picture: 64 megapixels take 256 MB of memory. */
export const MAX_PIXELS = 64_000_000;

/** A format of image files. */
interface Format {
  /** The bytes that mark a file of the format, as Latin-1 text at an offset. */
  readonly magic: readonly [offset: number, text: string];
  readonly name: string;
  readonly size?: (bytes: Uint8Array) => { width: number; height: number };
  readonly decode?: (bytes: Uint8Array) => Promise<Pixels>;
}

/** The formats that can be read, and others that an error names. */
const FORMATS: readonly Format[] = [
  { name: "PNG", magic: [0, "\x89PNG\r\n\x1a\n"], size: pngSize, decode: decodePng },
  { name: "JPEG", magic: [0, "\xff\xd8\xff"], size: readJpegHeader, decode: decodeJpeg },
  { name: "GIF", magic: [0, "GIF8"] },
  { name: "WebP", magic: [8, "WEBP"] },
  { name: "BMP", magic: [0, "BM"] },
  { name: "TIFF", magic: [0, "II*\0"] },
  { name: "TIFF", magic: [0, "MM\0*"] },
  { name: "HEIC", magic: [4, "ftyphei"] }, // ISO/IEC 23008-12, annex B: heic, heix, heim, heis
  { name: "HEIC", magic: [4, "ftyphev"] },
  { name: "HEIC", magic: [4, "ftypmif1"] },
  { name: "HEIC", magic: [4, "ftypmsf1"] },
  { name: "AVIF", magic: [4, "ftypavi"] },
  { name: "SVG", magic: [0, "<svg"] },
  { name: "PDF", magic: [0, "%PDF"] },
];

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
 * Reads the number of pixels from the header of a PNG or JPEG file; `undefined` for other formats
 * and damaged headers.
 *
 * @example
 * ```ts
 * console.assert(pixelCount(new TextEncoder().encode("GIF89a")) === undefined);
 * ```
 */
export function pixelCount(bytes: Uint8Array): number | undefined {
  try {
    const size = formatOf(bytes)?.size?.(bytes);
    return size && size.width * size.height;
  } catch {
    return undefined; // readImage() reports the damage
  }
}

/**
 * Reads a PNG or JPEG file of any size and prepares it for the models, see `prepareImage`.
 *
 * @param bytes The file.
 * @param name The name of the file in errors.
 * @returns [28,28] grey levels.
 * @throws {WeftError} `data` as {@linkcode decodePicture} does.
 *
 * @example
 * ```ts ignore
 * const image = await readImage(await Deno.readFile("shirt.jpg"), "shirt.jpg");
 * const [{ label }] = await classify(model, image);
 * ```
 */
export async function readImage(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  return prepareImage(await decodePicture(bytes, name));
}

/**
 * Decodes a PNG or JPEG file.
 *
 * @param bytes The file.
 * @param name The name of the file in errors.
 * @throws {WeftError} `data` when it is empty, damaged, larger than 64 megapixels or in another
 * format.
 */
export async function decodePicture(bytes: Uint8Array, name: string): Promise<Pixels> {
  const refuse = (why: string, hint: string, cause?: unknown) =>
    new WeftError("data", `Cannot read ${name}: ${why}`, hint, { cause });
  if (bytes.length === 0) throw refuse("it is empty", "Give a PNG or JPEG image");
  const format = formatOf(bytes);
  if (!format) throw refuse("it is not an image", "Give a PNG or JPEG image");
  if (!format.size || !format.decode) {
    throw refuse(
      `its format is ${format.name}, which is not supported`,
      "Convert it to PNG or JPEG",
    );
  }
  try {
    const { width, height } = format.size(bytes);
    if (width * height > MAX_PIXELS) {
      throw refuse(`it has ${width} x ${height} pixels, more than 64 million`, "Make it smaller");
    }
    if (width === 0 || height === 0) throw new Error("it has no pixels");
    return await format.decode(bytes);
  } catch (error) {
    if (error instanceof WeftError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const why = `its ${format.name} contents cannot be decoded (${reason})`;
    throw refuse(why, "Open it in an image viewer and save it again", error);
  }
}

function formatOf(bytes: Uint8Array): Format | undefined {
  return FORMATS.find(({ magic: [offset, text] }) =>
    [...text].every((letter, i) => bytes[offset + i] === letter.charCodeAt(0))
  );
}
