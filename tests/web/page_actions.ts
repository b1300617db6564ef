import type { Page } from "playwright-core";
import { nextResult, tryItReady } from "./in_page.ts";

/** Loads the page. */
async function load(page: Page): Promise<void> {
  await page.reload();
  await tryItReady(page);
  await page.waitForTimeout(1_000); // the cloth is drawn
}

/** Classifies three images. */
async function classify(page: Page): Promise<void> {
  for (const n of [1, 2, 3]) {
    await nextResult(page, () => page.locator("weft-try-it .thumb").nth(n).click());
  }
}

/** Shows a map by PCA. */
async function mapByPca(page: Page): Promise<void> {
  await page.locator("#map").scrollIntoViewIfNeeded();
  await page.locator("weft-map .description").getByText(/^PCA of the|^t-SNE/).waitFor();
  await page.waitForTimeout(1_500); // the dots move to their positions
}

/** Shows a map by t-SNE while it is computed; it starts when it is visible. */
async function mapByTsne(page: Page): Promise<void> {
  await page.locator("weft-map .plot").evaluate((plot) => plot.scrollIntoView({ block: "center" }));
  await page.locator("weft-map code[data-hash]").waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1_000);
}

/** Moves and zooms the map, and opens its tables. */
async function moveMap(page: Page): Promise<void> {
  const { x, y, width, height } = (await page.locator("weft-map .surface").boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  for (let i = 0; i < 20; i++) await page.mouse.move(x + width / 2 + 5 * i, y + height / 2);
  await page.mouse.up();
  await page.mouse.click(x + width / 2, y + height / 2);
  for (let i = 0; i < 4; i++) {
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.waitForTimeout(300);
  }
  await page.getByText("The map as tables").click();
  await page.waitForTimeout(500);
}

/** Generates images. */
async function dream(page: Page): Promise<void> {
  await page.locator("#dream").scrollIntoViewIfNeeded();
  await page.locator("weft-dream .samples").waitFor();
  await page.waitForTimeout(1_500);
}

/** Trains LeNet for two epochs. */
async function train(page: Page): Promise<void> {
  await page.locator("#learn").scrollIntoViewIfNeeded();
  await page.locator("#learn-epochs").fill("2");
  await page.locator("weft-learn .start").click();
  await page.locator("weft-learn .trained-model").waitFor({ timeout: 120_000 });
}

/** Compares the runtimes. */
async function compare(page: Page): Promise<void> {
  await page.locator("#runtimes").scrollIntoViewIfNeeded();
  await page.locator("weft-runtimes .compare").click();
  await page.locator("weft-runtimes [role=status]").getByText(/^Compared/).waitFor({
    state: "attached",
    timeout: 60_000,
  });
}

/** Converts the model of the page to ONNX. */
async function convert(page: Page): Promise<void> {
  await page.locator("#convert").scrollIntoViewIfNeeded();
  await page.locator("weft-convert .sample").click();
  await page.locator("weft-convert .convert").click();
  await page.locator("weft-convert .card").waitFor();
}

/** The work of a page, in the order in which a visitor causes it. */
export const PAGE_ACTIONS = {
  loading: load,
  classifying: classify,
  "a PCA map": mapByPca,
  "a t-SNE map, shown while it is computed": mapByTsne,
  "moving and zooming the map": moveMap,
  "generating images": dream,
  "training on WebAssembly": train,
  "comparing runtimes": compare,
  "converting a model": convert,
} as const satisfies Record<string, (page: Page) => Promise<void>>;
