// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { adviceFor, imageFormat, pixelCount } from "../../infer/pictures/formats.ts";
import { readImage } from "../../infer/pictures/image_file.ts";
import { LIMITS } from "../../infer/pictures/limits.ts";
import { prepareImage } from "../../infer/pictures/prepare_image.ts";
import type { PreparedPicture } from "./messages.ts";

/**
 * The formats that weft decodes with the same result in every host: the page agrees with
 * `deno task infer --input`.
 */
const OWN_FORMATS = new Set(["PNG", "JPEG", "GIF"]);

/**
 * Above this number of pixels the browser decodes all formats. It takes 0.8 s for 48 megapixels;
 * weft takes two to three times as long and 300 MB, which a phone may not have. Most cameras make
 * smaller pictures.
 */
const LARGE = 24_000_000;

/**
 * The longest side, in pixels, of a picture that the browser decodes: larger ones are scaled down.
 */
const LONGEST = 1_024;

/**
 * Reads a picture file and prepares it for the models. weft decodes PNG, JPEG and GIF; the
 * browser decodes very large ones and any other format, such as WebP or AVIF.
 *
 * @param bytes The file.
 * @param name The file's name, for errors.
 * @returns [28,28] grey levels, light on black, and a notice where a part of the file is missing.
 * @throws {WeftError} `data` when the file is empty, damaged or too large, or when this browser
 * cannot decode its format.
 */
export async function readPicture(bytes: Uint8Array, name: string): Promise<PreparedPicture> {
  const format = imageFormat(bytes);
  const pixels = pixelCount(bytes) ?? 0;
  const isLarge = pixels > LARGE && pixels <= LIMITS.pixels;
  if (bytes.length === 0 || format === undefined || OWN_FORMATS.has(format) && !isLarge) {
    const notices: string[] = [];
    const image = await readImage(bytes, name, { onNotice: (line) => notices.push(line) });
    return { image, ...notices.length > 0 ? { notice: notices.join(". ") } : {} };
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as BlobPart]));
  } catch (cause) {
    throw new WeftError(
      "data",
      `Cannot read ${name}: this browser cannot decode ${format}`,
      adviceFor(format),
      { cause },
    );
  }
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const drawn = { width, height, channels: 4, data: new Uint8Array(data.buffer) };
  return { image: prepareImage(drawn) };
}
