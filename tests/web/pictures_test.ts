import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { synthesize } from "../../data/synthetic.ts";
import { readImage } from "../../infer/pictures/image_file.ts";
import { photograph as takePhotograph } from "../../infer/pictures/testing/photograph.ts";
import { assertSameInDeno } from "./in_deno.ts";
import { nextResult, tryItReady } from "./in_page.ts";
import { webTest } from "./open_page.ts";

/**
 * A picture like a photograph: a dark shirt on a light wall with a gradient, 300 x 400, in colour.
 */
function photograph(): Uint8Array {
  const width = 300, height = 400;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const body = Math.abs(x - 150) < 60 && y > 80 && y < 330;
      const sleeves = Math.abs(x - 150) < 110 && y > 80 && y < 150;
      const at = 3 * (y * width + x);
      const wall = 235 - Math.floor(x / 30);
      data.set(body || sleeves ? [40, 30 + (y % 9), 90] : [wall, wall, wall - 8], at);
    }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}

webTest(
  "a picture can be chosen, pasted or dropped, and is read as on the command line",
  async (open, t) => {
    const { page, complaints } = await open();
    await tryItReady(page);
    const png = photograph();
    const expected = await readImage(png, "shirt.png");
    const file = { name: "shirt.png", mimeType: "image/png", buffer: Buffer.from(png) };

    await t.step("chosen", async () => {
      const answer = await nextResult(
        page,
        () => page.locator("weft-try-it .file").setInputFiles(file),
      );
      assert.deepEqual(answer.image, expected);
      await assertSameInDeno(answer);
      assert.equal(await page.locator("weft-try-it .source-name").innerText(), "shirt.png");
    });
    for (const type of ["paste", "drop"] as const) {
      await t.step(type === "paste" ? "pasted" : "dropped", async () => {
        await page.getByRole("button", { name: "Clear" }).click();
        const answer = await nextResult(page, () =>
          page.evaluate(([type, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([Uint8Array.from(bytes)], "shirt.png", { type: "image/png" }));
            const event = type === "paste"
              ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true })
              : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
            document.querySelector("weft-try-it .square")!.dispatchEvent(event);
          }, [type, [...png]] as const));
        assert.deepEqual(answer.image, expected);
      });
    }
    await t.step("cut short, with a notice", async () => {
      const cut = png.subarray(0, png.length - 400);
      const buffer = Buffer.from(cut);
      const answer = await nextResult(
        page,
        () => page.locator("weft-try-it .file").setInputFiles({ ...file, buffer }),
      );
      assert.deepEqual(answer.image, await readImage(cut, "shirt.png"));
      const source = await page.locator("weft-try-it .source-name").innerText();
      assert.match(source, /^shirt\.png is cut short: \d+ of its 400 rows are there/);
    });
    await t.step("a file that is not a picture is refused", async () => {
      const text = {
        name: "notes.png",
        mimeType: "image/png",
        buffer: Buffer.from([1, 2]),
      };
      await page.locator("weft-try-it .file").setInputFiles(text);
      const problem = page.locator("weft-try-it .problem");
      await problem.waitFor();
      assert.match(await problem.innerText(), /Cannot read notes\.png: it is not an image/);
    });
    assert.deepEqual(complaints, []);
  },
);

/** A photograph of a shirt on a wooden floor, 480 x 360, with an EXIF orientation. */
function phonePicture(): Uint8Array {
  const { images, labels } = synthesize({ split: "test", count: 20 });
  const shirt = images.subarray(
    IMAGE_PIXELS * labels.indexOf(6),
    IMAGE_PIXELS * (labels.indexOf(6) + 1),
  );
  const dye = [[226, 226, 232], [24, 40, 112]] as const;
  const { pixels: { width, height, data } } = takePhotograph({
    garment: shirt,
    background: "wood",
    dye,
  });
  // Rotated like the output of the sensor: the top is on the left.
  const lying = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      lying.set(data.subarray(from, from + 3), 4 * ((width - 1 - x) * height + y));
    }
  }
  const file = jpeg.encode({ width: height, height: width, data: lying }, 80).data;
  // EXIF (CIPA DC-008): a TIFF directory with one entry, orientation 6.
  const tiff = [
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
    ...[0, 0, 0, 0],
  ];
  const exif = [0xff, 0xe1, 0, 8 + tiff.length, ...new TextEncoder().encode("Exif\0\0"), ...tiff];
  return Uint8Array.from([...file.subarray(0, 2), ...exif, ...file.subarray(2)]);
}

webTest(
  "a photograph is turned upright, and its garment is cut out as on the command line",
  async (open, t) => {
    const { page, complaints } = await open();
    await tryItReady(page);
    const give = (name: string, bytes: Uint8Array) =>
      page.locator("weft-try-it .file").setInputFiles({
        name,
        mimeType: "image/jpeg",
        buffer: Buffer.from(bytes),
      });
    const photo = phonePicture();
    const answer = await nextResult(page, () => give("shirt.jpg", photo));
    assert.deepEqual(answer.image, await readImage(photo, "shirt.jpg"));
    await assertSameInDeno(answer);
    const black = answer.image.filter((level) => level === 0).length;
    // The floor is removed.
    assert.ok(black > IMAGE_PIXELS / 5, `${black} of 784 pixels are background`);
    // It is shown upright too: taller than wide in the square.
    const [side, top] = await page.locator("weft-try-it .square canvas").evaluate((canvas) => {
      const context = (canvas as HTMLCanvasElement).getContext("2d")!;
      const { data, width } = context.getImageData(0, 0, 560, 560);
      return [[10, 280], [280, 10]].map(([x, y]) => data[4 * (y! * width + x!) + 3]!);
    });
    assert.deepEqual([side, top], [0, 255]);

    await t.step("an iPhone's own format is refused with advice", async () => {
      const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0");
      await give("IMG_0001.HEIC", heic);
      const problem = page.locator("weft-try-it .problem");
      await problem.waitFor();
      assert.match(
        await problem.innerText(),
        /Cannot read IMG_0001\.HEIC: this browser cannot decode HEIC[^]*Most Compatible/,
      );
      assert.equal(await page.locator("weft-try-it .source-name").innerText(), "");
    });
    await t.step("when two pictures are opened at once, the last one is shown", async () => {
      const last = photograph();
      await give("shirt.jpg", photo);
      await give("shirt.png", last);
      await page.locator("weft-try-it .source-name").getByText("shirt.png", { exact: true })
        .waitFor();
      await page.waitForTimeout(1_000); // time enough for the first one
      const shown = await page.evaluate(() => {
        const { picture } = document.querySelector("weft-try-it") as HTMLElement & {
          picture: { image: Uint8Array };
        };
        return [...picture.image];
      });
      assert.deepEqual(shown, [...await readImage(last, "shirt.png")]);
      assert.equal(await page.locator("weft-try-it .source-name").innerText(), "shirt.png");
    });
    assert.deepEqual(complaints, []);
  },
);

/** A dark bar on a light background, as a grey PNG. */
function bar(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height).fill(240);
  for (let y = Math.floor(0.2 * height); y < 0.8 * height; y++) {
    data.fill(30, y * width + Math.floor(0.4 * width), y * width + Math.floor(0.6 * width));
  }
  return encode({ width, height, data, channels: 1, depth: 8 });
}

webTest(
  "the browser decodes a very large picture, with nearly the same result as a small one",
  async (open) => {
    const { page, requested, complaints } = await open();
    await tryItReady(page);
    const give = (bytes: Uint8Array) =>
      nextResult(page, () =>
        page.locator("weft-try-it .file").setInputFiles({
          name: "bar.png",
          mimeType: "image/png",
          buffer: Buffer.from(bytes),
        }));
    const decoders = () => requested.filter((path) => path.includes("decode_png"));
    const large = await give(bar(6_000, 4_200));
    assert.deepEqual(decoders(), []);
    const small = await give(bar(600, 420));
    assert.equal(decoders().length, 1);
    // The browser scales pictures down differently, which changes edges a little.
    const difference = large.image.reduce(
      (sum, level, i) => sum + Math.abs(level - small.image[i]!),
      0,
    );
    assert.ok(difference / IMAGE_PIXELS < 4, `${difference / IMAGE_PIXELS} levels`);
    assert.deepEqual(complaints, []);
  },
);
