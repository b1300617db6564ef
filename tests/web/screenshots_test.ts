import assert from "node:assert/strict";
import { join } from "node:path";
import { decode } from "fast-png";
import type { Page } from "playwright-core";
import { nextResult, tryItReady } from "./in_page.ts";
import { webTest } from "./open_page.ts";

/** The folder that keeps the pictures; without it they are only checked. */
const FOLDER = Deno.env.get("SCREENSHOTS");

const SCREENS = [[1440, false], [1440, true], [390, false], [390, true]] as const;

/** The steps in each panel before its picture is taken. */
const STEPS: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  async "try-it"(page) {
    await tryItReady(page);
    await nextResult(page, () => page.locator("weft-try-it .thumb").nth(2).click());
  },
  async map(page) {
    await page.getByRole("button", { name: "Run t-SNE" }).click();
    await page.locator("weft-map code[data-hash]").waitFor();
    await page.locator("weft-map .surface").press("Enter");
    await page.locator("weft-map .neighbours li").first().waitFor();
  },
  dream: (page) => page.locator("weft-dream .samples").waitFor(),
  async learn(page) {
    await page.locator("#learn-epochs").fill("3");
    await page.locator("weft-learn .start").click();
    await page.locator("weft-learn .trained-model").waitFor();
  },
  async runtimes(page) {
    await page.locator("weft-runtimes .compare").click();
    await page.locator("weft-runtimes [role=status]").getByText(/^Compared/).waitFor({
      state: "attached",
    });
  },
  async convert(page) {
    await page.locator("weft-convert .sample").click();
    await page.locator("weft-convert .convert").click();
    await page.locator("weft-convert .card").waitFor();
  },
};

/**
 * The mean brightness of a picture, 0..255, and the fraction of pixels that are not background,
 * 0..1.
 */
function measure(png: Uint8Array): { brightness: number; drawn: number } {
  const { data, channels } = decode(png);
  const counts = new Map<number, number>();
  let sum = 0, pixels = 0;
  for (let i = 0; i < data.length; i += channels) {
    const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
    sum += (r + g + b) / 3, pixels++;
    const colour = r << 16 | g << 8 | b;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return { brightness: sum / pixels, drawn: 1 - Math.max(...counts.values()) / pixels };
}

for (const [width, dark] of SCREENS) {
  const theme = dark ? "dark" : "light";
  webTest(`every panel is drawn, ${theme}, ${width} pixels wide`, async (open, t) => {
    const { page, complaints } = await open({ width, height: 900, dark });
    for (const [id, prepare] of Object.entries(STEPS)) {
      await t.step(id, async () => {
        const section = page.locator(`#${id}`);
        await section.scrollIntoViewIfNeeded();
        await section.locator(".panel:not([aria-busy])").waitFor();
        await prepare(page);
        // The sticky bar would cover the section.
        await page.locator(".bar").evaluate((bar) => bar.style.position = "static");
        const png = await section.screenshot();
        const { brightness, drawn } = measure(png);
        assert.ok(dark ? brightness < 90 : brightness > 165, `brightness ${brightness.toFixed(0)}`);
        assert.ok(drawn > 0.05, `${(100 * drawn).toFixed(1)} % of the pixels are drawn on`);
        assert.equal(await section.locator(".problem").count(), 0);
        if (FOLDER) await Deno.writeFile(join(FOLDER, `${id}_${width}_${theme}.png`), png);
      });
    }
    assert.deepEqual(complaints, []);
  });
}
