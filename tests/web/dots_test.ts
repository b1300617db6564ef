import assert from "node:assert/strict";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { webTest } from "./open_page.ts";
import { ROOT } from "../../root.ts";

type Renderers = typeof import("./dots_entry.ts");

/** Loads the renderers into a page, as `dots`. */
async function loadRenderers(page: Page): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["tests/web/dots_entry.ts"],
    bundle: true,
    format: "iife",
    globalName: "globalThis.dots",
    write: false,
  });
  await page.evaluate(outputFiles[0]!.text);
}

webTest(
  "Canvas 2D draws up to 20,000 points and WebGL draws more; both draw the same image",
  async (open) => {
    const { page } = await open();
    await loadRenderers(page);
    const found = await page.evaluate(() => {
      const { createDots, canvasDots, webglDots } =
        (globalThis as unknown as { dots: Renderers }).dots;
      const canvas = () => document.createElement("canvas");
      const kinds = [20_000, 20_001].map((count) => createDots(canvas(), count, () => {}).kind);

      const count = 400, size = { width: 300, height: 200 };
      const positions = Float32Array.from(
        { length: 2 * count },
        (_, i) => (Math.imul(i + 1, 2654435761) >>> 8) / 2 ** 23 - 1,
      );
      const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
      const colours = ["#bd1f01", undefined, "#3f90da"];
      const pixels = [canvasDots, webglDots].map((make) => {
        const from = canvas();
        const dots = make(from, () => {})!;
        dots.resize(size, 2);
        dots.move(positions);
        dots.paint(labels, colours, "#fdfcf8");
        dots.draw({ scale: 90, left: 140, top: 95 }, 3);
        const copy = canvas();
        copy.width = from.width, copy.height = from.height;
        const pen = copy.getContext("2d")!;
        pen.drawImage(from, 0, 0);
        const { data } = pen.getImageData(0, 0, copy.width, copy.height);
        dots.close();
        return data;
      });
      const [one, other] = pixels as [Uint8ClampedArray, Uint8ClampedArray];
      let inked = 0, differences = 0;
      for (let i = 0; i < one.length; i += 4) {
        if (one[i] !== 0xfd || one[i + 2] !== 0xf8) inked++;
        for (let c = 0; c < 3; c++) differences += Math.abs(one[i + c]! - other[i + c]!);
      }
      return { kinds, inked, mean: differences / 3 / inked, length: one.length };
    });
    assert.deepEqual(found.kinds, ["canvas", "webgl"]);
    assert.equal(found.length, 600 * 400 * 4);
    assert(found.inked > 5_000, `${found.inked} pixels are inked`);
    // Canvas 2D rounds the position of a dot to a quarter of a pixel, so only edges differ.
    assert(found.mean < 16, `inked pixels differ by ${found.mean} of 255`);
  },
);

webTest(
  "100,000 points are drawn, moved, and drawn again after the WebGL context was lost",
  async (open) => {
    const { page } = await open();
    await loadRenderers(page);
    const found = await page.evaluate(async () => {
      const { createDots } = (globalThis as unknown as { dots: Renderers }).dots;
      const canvas = document.createElement("canvas");
      let restored = () => {};
      const again = new Promise<void>((resolve) => restored = resolve);
      const count = 100_000;
      const dots = createDots(canvas, count, () => restored());
      const positions = Float32Array.from(
        { length: 2 * count },
        (_, i) => (Math.imul(Math.imul(i + 1, 2654435761) ^ (i >> 3), 40503) >>> 8) / 2 ** 24 - 0.5,
      );
      dots.resize({ width: 500, height: 500 }, 1);
      dots.paint(new Uint8Array(count), ["#000000"], "#ffffff");
      const darkness = () => {
        dots.draw({ scale: 250, left: 250, top: 250 }, 1.2);
        const copy = document.createElement("canvas");
        copy.width = copy.height = 500;
        const pen = copy.getContext("2d")!;
        pen.drawImage(canvas, 0, 0);
        const { data } = pen.getImageData(0, 0, 500, 500);
        let inside = 0, outside = 0;
        for (let y = 0; y < 500; y++) {
          for (let x = 0; x < 500; x++) {
            const dark = data[4 * (500 * y + x)]! < 128;
            if (Math.abs(x - 250) < 128 && Math.abs(y - 250) < 128) inside += Number(dark);
            else outside += Number(dark);
          }
        }
        return { inside, outside };
      };
      dots.move(positions);
      const first = darkness();
      dots.move(positions.map((value) => value / 2));
      const smaller = darkness();
      dots.move(positions);
      const loss = canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
      loss.loseContext();
      await new Promise((resolve) => setTimeout(resolve, 100));
      loss.restoreContext();
      await again;
      return { kind: dots.kind, first, smaller, restored: darkness() };
    });
    assert.equal(found.kind, "webgl");
    // The points are within 250 x 250 pixels, and the radius of a dot is below 3 pixels.
    assert(found.first.inside > 20_000 && found.first.outside === 0, JSON.stringify(found));
    assert(found.smaller.inside < found.first.inside, JSON.stringify(found));
    assert.deepEqual(found.restored, found.first);
  },
);
