import assert from "node:assert/strict";
import { adviceFor, imageFormat, pixelCount } from "./formats.ts";

/** The first bytes of a file, as Latin-1 text. */
const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const FILES: readonly (readonly [format: string | undefined, start: string])[] = [
  ["PNG", "\x89PNG\r\n\x1a\n"],
  ["JPEG", "\xff\xd8\xff\xe0"],
  ["GIF", "GIF87a"],
  ["GIF", "GIF89a"],
  ["WebP", "RIFF\0\0\0\0WEBPVP8 "],
  ["BMP", "BM\x36\0"],
  ["TIFF", "II*\0\x08"],
  ["TIFF", "MM\0*\0"],
  ["BigTIFF", "II+\0\x08"],
  ["BigTIFF", "MM\0+\0"],
  ...["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"].map((brand) =>
    ["HEIC", `\0\0\0\x18ftyp${brand}`] as const
  ),
  ["AVIF", "\0\0\0\x1cftypavif"],
  ["AVIF", "\0\0\0\x1cftypavis"],
  ["JPEG XL", "\xff\x0a\x00"],
  ["JPEG XL", "\0\0\0\x0cJXL \r\n\x87\n"],
  ["JPEG 2000", "\0\0\0\x0cjP  \r\n\x87\n"],
  ["ICO", "\0\0\x01\0\x01"],
  ["PSD", "8BPS\0\x01"],
  ["SVG", "<svg xmlns"],
  ["PDF", "%PDF-1.7"],
  ["AppleDouble", "\0\x05\x16\x07\0"],
  [undefined, "GIF88a"],
  [undefined, "RIFF\0\0\0\0WAVE"],
  [undefined, "\0\0\0\x18ftypmp42"],
  [undefined, "\xff\xd8"],
  [undefined, ""],
];

Deno.test("imageFormat() names a format by its first bytes", () => {
  for (const [format, start] of FILES) assert.equal(imageFormat(bytes(start)), format, start);
});

Deno.test("adviceFor() has better advice for some formats than to convert it", () => {
  assert.match(adviceFor("HEIC"), /^Save it as JPEG; on an iPhone/);
  assert.match(adviceFor("SVG"), /drawing program/);
  assert.match(adviceFor("PDF"), /^Save the page/);
  assert.match(adviceFor("AppleDouble"), /without \._/);
  assert.match(adviceFor("TIFF"), /^Convert it to PNG or JPEG/);
});

Deno.test("pixelCount() of a format that is not read, and of a damaged header, is not known", () => {
  assert.equal(pixelCount(bytes("BM")), undefined);
  assert.equal(pixelCount(bytes("\x89PNG\r\n\x1a\n")), undefined);
});
