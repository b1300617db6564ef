import assert from "node:assert/strict";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { loadVae, type VaeModel } from "../../infer/vae/load_vae.ts";
import { decode, encode, reconstruct, sample } from "../../infer/vae/vae.ts";
import type { Manifest } from "../../web/assets.ts";
import { type OpenPage, type PageOptions, smallSite, webTest } from "./open_page.ts";

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(join(await smallSite(), "data/manifest.json")));
}

/** Loads the site's VAE on WebAssembly in Deno, and reads the site's images. */
async function siteVae(): Promise<{ vae: VaeModel; images: Uint8Array }> {
  const site = await smallSite(), { models, images } = await readManifest();
  const read = (file: string) => Deno.readFile(join(site, file));
  const source = {
    encoder: await read(models.encoder!.file),
    decoder: await read(models.decoder!.file),
  };
  const vae = await loadVae(source, { backend: "wasm" });
  return { vae, images: await read(images.file) };
}

async function openDream(
  open: (options?: PageOptions) => Promise<OpenPage>,
): Promise<OpenPage & { dream: Locator }> {
  const opened = await open();
  const dream = opened.page.locator("weft-dream");
  await opened.page.locator("#dream").scrollIntoViewIfNeeded();
  await dream.locator(".samples").waitFor();
  await finalLevels(dream.locator(".interpolation canvas.large"));
  await finalLevels(dream.locator(".sliders canvas.large"));
  return { ...opened, dream };
}

/** Reads the grey levels of a garment on a canvas: they are the opacity of its colour. */
async function levels(canvas: Locator): Promise<number[]> {
  return await canvas.evaluate((each) => {
    const { width, height } = each as HTMLCanvasElement;
    // A copy: Chromium warns about a page's canvas that is read often.
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const pen = copy.getContext("2d", { willReadFrequently: true })!;
    pen.drawImage(each as HTMLCanvasElement, 0, 0);
    const { data } = pen.getImageData(0, 0, width, height);
    return Array.from({ length: width * height }, (_, i) => data[4 * i + 3]!);
  });
}

/** Waits until an image is drawn and stops changing; returns its grey levels. */
async function finalLevels(canvas: Locator): Promise<number[]> {
  let before = "";
  for (let quiet = 0; quiet < 5;) {
    const now = (await levels(canvas)).join();
    quiet = now === before && /[1-9]/.test(now) ? quiet + 1 : 0;
    before = now;
    await canvas.page().waitForTimeout(100);
  }
  return before.split(",").map(Number);
}

/** Asserts equal grey levels. With threads, sums may round differently, by one level at most. */
function assertSameLevels(found: number[], expected: Float32Array): void {
  assert.equal(found.length, expected.length);
  const most = Math.max(...found.map((level, i) => Math.abs(level - 255 * expected[i]!)));
  assert(most < 0.51, `a grey level differs by ${most}`);
}

/** Waits until a canvas shows the expected image. */
async function assertBecomes(canvas: Locator, expected: Float32Array): Promise<void> {
  const near = (found: number[]) =>
    found.every((level, i) => Math.abs(level - 255 * expected[i]!) < 0.51);
  for (let left = 50; left > 0; left--) {
    const found = await levels(canvas);
    if (found.length === expected.length && near(found)) return;
    await canvas.page().waitForTimeout(100);
  }
  assertSameLevels(await levels(canvas), expected);
}

async function slide(slider: Locator, value: number): Promise<void> {
  await slider.evaluate((input, value) => {
    (input as HTMLInputElement).value = String(value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
}

/** The latent dimension of a slider. */
const dimensionOf = async (slider: Locator) =>
  Number((await slider.getAttribute("id"))!.split("-").at(-1));

webTest(
  "a slider changes the image to the one that Deno decodes, and keys move the slider",
  async (open) => {
    const { dream, page, complaints } = await openDream(open);
    const { vae, images } = await siteVae();
    const picture = dream.locator(".sliders canvas.large");
    const { mean } = await encode(vae, images.slice(0, IMAGE_PIXELS));
    await assertBecomes(picture, await decode(vae, mean));

    const slider = dream.locator(".dimensions input").first();
    const dimension = await dimensionOf(slider);
    const moved = mean.slice();
    moved[dimension] = 2;
    await slide(slider, 2);
    await assertBecomes(picture, await decode(vae, moved));
    assert.equal(await dream.locator(".dimensions output").first().textContent(), "2.00");

    await slider.focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowLeft");
    assert.equal(await slider.inputValue(), "1.6");
    moved[dimension] = 1.6;
    await assertBecomes(picture, await decode(vae, moved));

    await dream.getByRole("button", { name: "Origin" }).click();
    await assertBecomes(picture, await decode(vae, new Float32Array(vae.latentSize)));
    await dream.locator(".sliders .prediction").getByText(/ predicts: .+, \d+ %$/).waitFor();
    await vae.close();
    assert.deepEqual(complaints, []);
  },
);

webTest(
  "the dimensions with the largest divergence come first; a button shows the others",
  async (open) => {
    const { dream } = await openDream(open);
    const { vae } = await siteVae();
    const rows = dream.locator(".dimensions .row");
    const nats = (await rows.locator(".nats").allTextContents()).map(parseFloat);
    assert.equal(nats.length, vae.latentSize);
    assert.deepEqual(nats, nats.toSorted((a, b) => b - a));
    assert.equal(await rows.filter({ visible: true }).count(), 6);
    const all = dream.getByRole("button", { name: `All ${vae.latentSize} dimensions` });
    await all.click();
    assert.equal(await rows.filter({ visible: true }).count(), vae.latentSize);

    await dream.getByRole("button", { name: "Origin" }).click();
    const last = rows.last();
    const dimension = await dimensionOf(last.locator("input"));
    for (const [end, value] of [[0, -3], [1, 3]] as const) {
      const point = new Float32Array(vae.latentSize);
      point[dimension] = value;
      await assertBecomes(last.locator("canvas").nth(end), await decode(vae, point));
    }
    await vae.close();
  },
);

webTest(
  "the strip starts and ends with the reconstructions, and mouse and keys move its handle",
  async (open) => {
    const { dream, page, complaints } = await openDream(open);
    const { vae, images } = await siteVae();
    const picture = dream.locator(".interpolation canvas.large"),
      handle = dream.locator(".track input");
    const middle = await finalLevels(picture);
    const ends = await Promise.all([0, 1].map(async (end) => {
      const label = await dream.locator(".end-point canvas").nth(end).getAttribute("aria-label");
      const index = Number(/test image (\d+)$/.exec(label!)![1]);
      return await reconstruct(
        vae,
        images.slice(IMAGE_PIXELS * index, IMAGE_PIXELS * index + IMAGE_PIXELS),
      );
    }));
    await handle.focus();
    await page.keyboard.press("Home");
    assertSameLevels(await levels(picture), ends[0]!);
    assertSameLevels(await levels(dream.locator(".frames canvas").first()), ends[0]!);
    assert.equal(await handle.getAttribute("aria-valuetext"), "0 %");
    await page.keyboard.press("End");
    assertSameLevels(await levels(picture), ends[1]!);
    assertSameLevels(await levels(dream.locator(".frames canvas").last()), ends[1]!);

    await handle.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await handle.boundingBox())!;
    await page.mouse.move(x + width - 8, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 6 });
    await page.mouse.up();
    assert.equal(await handle.inputValue(), "48");
    assert.deepEqual(await levels(picture), middle);

    await dream.getByLabel("To", { exact: true }).selectOption("Trouser");
    await dream.getByLabel(/^The second garment: Trouser/).waitFor();
    assert.notDeepEqual(await finalLevels(picture), middle);
    await vae.close();
    assert.deepEqual(complaints, []);
  },
);

webTest("the user's own picture can be an end point", async (open) => {
  const { dream, page } = await openDream(open);
  const { vae } = await siteVae();
  const own = Uint8Array.from(
    { length: IMAGE_PIXELS },
    (_, i) => i % 28 > 8 && i % 28 < 20 ? 200 : 0,
  );
  const select = dream.getByLabel("From", { exact: true });
  assert.equal(await select.locator("option", { hasText: "Your picture" }).count(), 0);
  await page.evaluate((image) => {
    const dream = document.querySelector("weft-dream") as HTMLElement & {
      picture: { set(image: Uint8Array): void };
    };
    dream.picture.set(Uint8Array.from(image));
  }, [...own]);
  await select.selectOption("Your picture");
  await slide(dream.locator(".track input"), 0);
  await assertBecomes(dream.locator(".interpolation canvas.large"), await reconstruct(vae, own));
  await vae.close();
});

webTest(
  "samples are those of the library for the same seed; a click sets the sliders to one",
  async (open) => {
    const { dream, complaints } = await openDream(open);
    const { vae } = await siteVae();
    const third = dream.locator(".grid canvas").nth(2);
    const ofSeed = async (seed: number) =>
      (await sample(vae, { count: 24, seed })).slice(2 * IMAGE_PIXELS, 3 * IMAGE_PIXELS);
    await assertBecomes(third, await ofSeed(1));
    const seed = dream.getByLabel("Seed");
    await seed.fill("77");
    await assertBecomes(third, await ofSeed(77));
    await dream.getByRole("button", { name: "Set the sliders to sample 3" }).click();
    await assertBecomes(dream.locator(".sliders canvas.large"), await ofSeed(77));
    await dream.getByRole("button", { name: "New seed" }).click();
    const drawn = Number(await seed.inputValue());
    assert.notEqual(drawn, 77);
    await assertBecomes(third, await ofSeed(drawn));
    await vae.close();
    assert.deepEqual(complaints, []);
  },
);

webTest("a site without a VAE shows an error", async (open) => {
  const manifest = await readManifest();
  const { encoder: _, ...models } = manifest.models;
  const bytes = new TextEncoder().encode(JSON.stringify({ ...manifest, models }));
  const { page } = await open({ instead: { "data/manifest.json": bytes } });
  await page.locator("#dream").scrollIntoViewIfNeeded();
  await page.locator("weft-dream").getByText(
    "Cannot generate images: this site was built without a VAE",
  )
    .waitFor();
});
