import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encode } from "fast-png";
import { encodeIdx } from "../../data/idx.ts";
import { WeftError } from "../../error.ts";
import { readInputs } from "./read_inputs.ts";
import { bandImage } from "../../tests/models/band_classifier.ts";
import { needs } from "../../tests/needs.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A PNG file of a 28x28 grey image with a dark border, which is read back as it is. */
function pngOfBand(k: number): Uint8Array {
  return encode({ width: 28, height: 28, channels: 1, depth: 8, data: bandImage(k) });
}

function fails(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof WeftError && error.code === code && message.test(error.message);
}

Deno.test("readInputs() reads the images of a folder in the order of their names", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(join(folder, "b.PNG"), pngOfBand(2));
    await Deno.writeFile(join(folder, "a.png"), pngOfBand(1));
    await Deno.writeTextFile(join(folder, "notes.txt"), "no image");
    const { names, images } = await readInputs([folder]);
    assert.deepEqual(names, [join(folder, "a.png"), join(folder, "b.PNG")]);
    assert.deepEqual(images.subarray(0, IMAGE_PIXELS), bandImage(1));
    assert.deepEqual(images.subarray(IMAGE_PIXELS), bandImage(2));
  }));

Deno.test("readInputs() reads IDX files, gzipped or not, and numbers their images", () =>
  inFolder(async (folder) => {
    const data = Uint8Array.from([...bandImage(3), ...bandImage(4)]);
    const idx = encodeIdx([2, 28, 28], data);
    const raw = join(folder, "images-idx3-ubyte"), gz = join(folder, "images.gz");
    await Deno.writeFile(raw, idx);
    await Deno.writeFile(gz, gzipSync(idx));
    const { names, images } = await readInputs([gz, raw]);
    assert.deepEqual(names, [`${gz}#0`, `${gz}#1`, `${raw}#0`, `${raw}#1`]);
    assert.deepEqual(images, Uint8Array.from([...data, ...data]));
  }));

Deno.test("readInputs() scales IDX images of another size", () =>
  inFolder(async (folder) => {
    const path = join(folder, "small");
    await Deno.writeFile(path, encodeIdx([2, 4, 4], new Uint8Array(32).fill(255, 21, 23)));
    const { images } = await readInputs([path]);
    assert.equal(images.length, 2 * IMAGE_PIXELS);
    assert.ok(images.subarray(0, IMAGE_PIXELS).every((level) => level === 0));
    assert.ok(images.subarray(IMAGE_PIXELS).some((level) => level === 255));
  }));

Deno.test("readInputs() names a path that is missing, empty, no image, or labels", () =>
  inFolder(async (folder) => {
    const labels = join(folder, "t10k-labels-idx1-ubyte"), text = join(folder, "a.txt");
    await Deno.writeFile(labels, encodeIdx([3], new Uint8Array(3)));
    await Deno.writeTextFile(text, "hello");
    await assert.rejects(readInputs([labels]), fails("data", /: it holds labels, not images$/));
    await assert.rejects(readInputs([text]), fails("data", /a\.txt: it is not an image$/));
    await assert.rejects(readInputs([folder]), fails("data", /: the folder has no images$/));
    const missing = join(folder, "missing.png");
    await assert.rejects(
      readInputs([missing]),
      fails("file", /missing\.png: no such file or folder$/),
    );
    await Deno.writeFile(missing, encodeIdx([2, 28, 28], new Uint8Array(1568)).subarray(0, 1000));
    await assert.rejects(readInputs([missing]), fails("data", /missing\.png: it is truncated/));
  }));

Deno.test("readInputs() reads what it can of a folder, and counts what it cannot", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(join(folder, "a.png"), pngOfBand(1));
    await Deno.writeFile(join(folder, "b.jpg"), pngOfBand(2).subarray(0, 50));
    await Deno.writeFile(join(folder, "c.png"), pngOfBand(3));
    const problems: string[] = [];
    const onProblem = (error: WeftError) => problems.push(error.message);
    const { names, images, files, unread } = await readInputs([folder], { onProblem });
    assert.deepEqual(names, ["a.png", "c.png"].map((name) => join(folder, name)));
    assert.deepEqual(images.subarray(IMAGE_PIXELS), bandImage(3));
    assert.deepEqual([files, unread], [3, 1]);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, /b\.jpg: /);
    await assert.rejects(readInputs([folder], { strict: true }), fails("data", /b\.jpg: /));
    await Deno.remove(join(folder, "a.png"));
    await Deno.writeTextFile(join(folder, "c.png"), "hello");
    await assert.rejects(
      readInputs([folder], { onProblem }),
      fails("data", /b\.jpg: .*\. None of the 2 files could be read$/),
    );
    assert.equal(problems.length, 1); // the error names them
  }));

Deno.test("readInputs() takes a file for IDX only by its magic number, and names other formats", () =>
  inFolder(async (folder) => {
    const path = join(folder, "boot");
    const cases = { "\0\0\0\x18ftypheic\0\0": "HEIC", "\0\0\0\x1cftypavif\0\0": "AVIF" };
    for (const [text, format] of Object.entries(cases)) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(
        readInputs([path]),
        fails("data", new RegExp(`its format is ${format}`)),
      );
    }
    await Deno.writeFile(path, new Uint8Array(100));
    await assert.rejects(readInputs([path]), fails("data", /boot: it is not an image$/));
  }));

Deno.test("readInputs() refuses IDX files with too many images to scale, before the work", () =>
  inFolder(async (folder) => {
    const path = join(folder, "tiny-images.gz");
    await Deno.writeFile(path, gzipSync(encodeIdx([2_000_000, 1, 1], new Uint8Array(2_000_000))));
    await assert.rejects(
      readInputs([path]),
      fails("data", /its 2000000 images of 1 x 1 pixels are more than 100000 to scale$/),
    );
  }));

Deno.test("readInputs() refuses a device, which has no end", needs("Unix"), async () => {
  await assert.rejects(readInputs(["/dev/zero"]), fails("file", /it is a device, not a file$/));
});
