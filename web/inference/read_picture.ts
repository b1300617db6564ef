// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { imageFormat, MAX_PIXELS, pixelCount, readImage } from "../../infer/pictures/image_file.ts";
import { prepareImage } from "../../infer/pictures/prepare_image.ts";

/**
 * What weft decodes itself, with the same result in every runtime: the page agrees with `deno task
 * infer --input`.
 */
const OWN_FORMATS = new Set(["PNG", "JPEG"]);

/** What to do about a format, where there is better advice than to convert the picture. */
const ADVICE: Readonly<Record<string, string>> = {
  HEIC:
    "Save it as JPEG; an iPhone takes JPEG pictures where Settings, Camera, Formats says Most Compatible",
};

/**
 * From so many pixels on the browser decodes these too: one of 48 megapixels in 0.8 s, where
 * jpeg-js takes 5.5 s and two gigabytes, which a phone may not have. Nearly all cameras make
 * smaller pictures.
 */
const LARGE = 24_000_000;

/**
 * The longer side, in pixels, to which a picture is made smaller when the browser decodes it: far
 * above 28.
 */
const LONGEST = 1_024;

/**
 * Makes of a picture file what the networks see. PNG and JPEG are decoded by weft; very large ones,
 * and any other format, such as WebP, AVIF or GIF, by the browser.
 *
 * @param bytes The file.
 * @param name What to call it in an error.
 * @returns [28,28] grey levels, light on black.
 * @throws {WeftError} `data` when it is empty, damaged, too large or of a format that this browser
 * does not know.
 */
export async function readPicture(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const format = imageFormat(bytes);
  const pixels = pixelCount(bytes) ?? 0;
  const isLarge = pixels > LARGE && pixels <= MAX_PIXELS;
  if (bytes.length === 0 || format === undefined || OWN_FORMATS.has(format) && !isLarge) {
    return await readImage(bytes, name);
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as BlobPart]));
  } catch (cause) {
    throw new WeftError(
      "data",
      `Cannot read ${name}: this browser cannot decode ${format}`,
      ADVICE[format] ?? "Convert it to PNG or JPEG",
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
  return prepareImage({ width, height, channels: 4, data: new Uint8Array(data.buffer) });
}
