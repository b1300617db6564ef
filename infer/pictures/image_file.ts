// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { type BinarySource, bytesOf, nameOf } from "../../runtime/binary_source.ts";
import { adviceFor, formatOf, type FormatReader } from "./formats.ts";
import { LIMITS } from "./limits.ts";
import type { Decoded, Pixels } from "./pixels.ts";
import { prepareImage } from "./prepare_image.ts";
import { turnUpright } from "./turn_upright.ts";

/** Options of {@linkcode readImage}. */
export interface ReadImageOptions {
  /** Called with a line for the user when a part of the picture is missing. */
  readonly onNotice?: (line: string) => void;
}

const GIVE_A_PICTURE = "Give a PNG, JPEG, GIF or WebP image";

/**
 * Reads a PNG, JPEG, GIF or WebP file and prepares it for the models, see `prepareImage`. The
 * picture is turned upright by its EXIF orientation. As in browsers, a file may end early: up to a
 * quarter of the rows may be missing. The last row is then repeated, and `onNotice` says so.
 *
 * @param source The file: its bytes, or a `Blob`, `File` or `Response`.
 * @param name The name of the file in errors. Default: the name or address that the source has.
 * @returns [28,28] grey levels.
 * @throws {WeftError} `data` when it is empty, damaged, above a limit (64 megapixels, and those of
 * docs/data.md) or in another format; `usage`, `file` or `network` when the source gives no bytes.
 *
 * @example
 * ```ts ignore
 * const image = await readImage(await Deno.readFile("shirt.jpg"), "shirt.jpg");
 * const [{ label }] = await classify(model, image);
 * ```
 */
export async function readImage(
  source: BinarySource,
  name: string = nameOf(source) ?? "the picture",
  options: ReadImageOptions = {},
): Promise<Uint8Array> {
  return prepareImage(await decodePicture(await bytesOf(source, name), name, options));
}

/**
 * Decodes a PNG, JPEG, GIF or WebP file as {@linkcode readImage} does, and turns it upright.
 *
 * @param name The name of the file in errors.
 * @throws {WeftError} `data`, as {@linkcode readImage} does.
 */
export async function decodePicture(
  bytes: Uint8Array,
  name: string,
  { onNotice }: ReadImageOptions = {},
): Promise<Pixels> {
  const refuse = (why: string, hint: string, cause?: unknown) =>
    new WeftError("data", `Cannot read ${name}: ${why}`, hint, { cause });
  if (bytes.length === 0) throw refuse("it is empty", GIVE_A_PICTURE);
  const format = formatOf(bytes);
  if (!format) throw refuse("it is not an image", GIVE_A_PICTURE);
  if (!format.reader) {
    throw refuse(`its format is ${format.name}, which is not supported`, adviceFor(format.name));
  }
  let picture: Decoded;
  try {
    requireSize(format.reader, bytes, name);
    picture = await format.reader.decode(bytes);
  } catch (error) {
    if (error instanceof WeftError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const why = `its ${format.name} contents cannot be decoded (${reason})`;
    throw refuse(why, "Open it in an image viewer and save it again", error);
  }
  const { rows, isCoarse, orientation, pixels: { height } } = picture;
  if (rows < (1 - LIMITS.missing) * height || rows === 0) {
    const why = `it is cut short, ${rows} of its ${height} rows are there`;
    throw refuse(why, "Copy or download it again");
  }
  if (rows < height) {
    onNotice?.(
      `${name} is cut short: ${rows} of its ${height} rows are there, the last is repeated`,
    );
  } else if (isCoarse) onNotice?.(`${name} is cut short: its details are missing`);
  const whole = repeatLastRow(picture);
  return orientation === undefined ? whole : turnUpright(whole, orientation);
}

/** Checks the size that a file announces before it is decoded. */
function requireSize(reader: FormatReader, bytes: Uint8Array, name: string): void {
  const { width, height } = reader.size(bytes);
  if (width === 0 || height === 0) throw new Error("it has no pixels");
  const limit = width * height > LIMITS.pixels
    ? `${LIMITS.pixels / 1e6} million`
    : Math.max(width, height) > LIMITS.side
    ? `${LIMITS.side} on a side`
    : undefined;
  if (limit === undefined) return;
  const message = `Cannot read ${name}: it has ${width} x ${height} pixels, more than ${limit}`;
  throw new WeftError("data", message, "Make it smaller");
}

/** Fills the rows that are missing with the last one that is there. */
function repeatLastRow({ pixels, rows }: Decoded): Pixels {
  const { width, height, channels, data } = pixels;
  const row = width * channels;
  for (let y = rows; y < height; y++) data.copyWithin(y * row, (rows - 1) * row, rows * row);
  return pixels;
}
