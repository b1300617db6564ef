import assert from "node:assert/strict";
import jpeg from "jpeg-js";
import { readImage } from "../infer/pictures/image_file.ts";
import { exifSegment, withSegments, XMP_SEGMENT } from "../infer/pictures/testing/jpeg.ts";
import { noise, oddPngs } from "../infer/pictures/testing/odd_png.ts";
import { chunksOf, exifOf, pngOf } from "../infer/pictures/testing/png.ts";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { needs } from "./needs.ts";

const SIZE = { width: 40, height: 24 };
const RAW = { ...SIZE, colour: "rgb", rows: noise(40 * 24 * 3) } as const;
const TESTDATA = new URL("../infer/pictures/testdata/", import.meta.url);

/** Pictures that are odd and complete, by name. */
function oddPictures(): Record<string, Uint8Array<ArrayBuffer>> {
  const photo = jpeg.encode({ ...SIZE, data: noise(40 * 24 * 4) }, 90).data;
  const turned = pngOf(chunksOf(RAW).toSpliced(1, 0, ["eXIf", exifOf(6)]));
  const files: Record<string, Uint8Array> = {
    ...oddPngs(RAW),
    "eXIf": turned,
    "Exif before XMP": withSegments(photo, [...exifSegment(6), ...XMP_SEGMENT]),
    "bytes after the end of a JPEG": Uint8Array.of(...photo, 1, 2, 3),
  };
  for (const { name } of Deno.readDirSync(TESTDATA)) {
    if (!name.endsWith(".md")) files[name] = Deno.readFileSync(new URL(name, TESTDATA));
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, Uint8Array.from(bytes)]),
  );
}

Deno.test(
  "weft opens the odd pictures that Chromium opens, and turns the same ones upright",
  needs("Chromium"),
  async () => {
    const pictures = oddPictures();
    const names = Object.keys(pictures);
    const files = Object.fromEntries(names.map((name, i) => [`${i}.bin`, pictures[name]!]));
    const script = `
    const sizes = [];
    for (let i = 0; i < ${names.length}; i++) {
      const image = new Image();
      image.src = URL.createObjectURL(await (await fetch(i + ".bin")).blob());
      await image.decode().catch(() => {});
      sizes.push([image.naturalWidth, image.naturalHeight]);
    }
    await report(sizes);`;
    const sizes = await openPage(BROWSERS.Chromium!, { script, files }, 60) as [number, number][];
    for (const [i, name] of names.entries()) {
      const [width, height] = sizes[i]!;
      assert.ok(width > 0 && height > 0, `Chromium does not open ${name}`);
      const notices: string[] = [];
      await readImage(pictures[name]!, name, { onNotice: (line) => notices.push(line) });
      assert.deepEqual(notices, [], name);
      const isTurned = /exif/i.test(name) && name !== "exif.webp"; // Chromium turns no WebP
      if (isTurned) assert.ok(height > width, name);
      else if (name in oddPngs(RAW)) assert.deepEqual([width, height], [40, 24], name);
    }
  },
);
