import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { say } from "../command.ts";
import { nextResult, tryItReady } from "./in_page.ts";
import { mainThreadTasks } from "./main_thread.ts";
import { webTest } from "./open_page.ts";

/**
 * The longest time of a task on the main thread, in milliseconds, that browsers do not call long.
 */
const LONG_TASK = 50;

/** Asserts that no task of the page uses more processor time than the limit. */
async function assertNeverLong(
  page: Page,
  what: string,
  act: () => Promise<unknown>,
): Promise<void> {
  const tasks = await mainThreadTasks(page, act);
  const [longest] = tasks;
  assert.ok(longest, "there were no tasks");
  const late = tasks.filter(({ duration }) => duration > LONG_TASK).length;
  say(
    `${what}: at most ${
      longest.cpu.toFixed(0)
    } ms; ${late} of ${tasks.length} tasks took longer than ${LONG_TASK} ms by the clock`,
  );
  assert.ok(longest.cpu < LONG_TASK, `${what}: ${longest.cpu.toFixed(0)} ms: ${longest.what}`);
}

webTest(
  "no task uses the main thread for over 50 ms, with 10,000 images",
  async (open, t) => {
    const { page, complaints } = await open({ images: 10_000, motion: true });
    await tryItReady(page);
    const step = (what: string, act: () => Promise<unknown>) =>
      t.step(what, () => assertNeverLong(page, what, act));

    await step("loading", async () => {
      await page.reload();
      await tryItReady(page);
      await page.waitForTimeout(1_000); // the cloth is drawn
    });
    await step("classifying", async () => {
      for (const n of [1, 2, 3]) {
        await nextResult(page, () => page.locator("weft-try-it .thumb").nth(n).click());
      }
    });
    await step("a PCA map", async () => {
      await page.locator("#map").scrollIntoViewIfNeeded();
      await page.locator("weft-map .description").getByText(/^PCA of the|^t-SNE/).waitFor();
      await page.waitForTimeout(1_500); // the dots move to their positions
    });
    await step("a t-SNE map, shown while it is computed", async () => {
      // It starts when it is visible.
      await page.locator("weft-map .plot").evaluate((plot) =>
        plot.scrollIntoView({ block: "center" })
      );
      await page.locator("weft-map code[data-hash]").waitFor({ timeout: 120_000 });
      await page.waitForTimeout(1_000);
    });
    await step("moving and zooming the map", async () => {
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
    });
    await step("generating images", async () => {
      await page.locator("#dream").scrollIntoViewIfNeeded();
      await page.locator("weft-dream .samples").waitFor();
      await page.waitForTimeout(1_500);
    });
    await step("training on WebAssembly", async () => {
      await page.locator("#learn").scrollIntoViewIfNeeded();
      await page.locator("#learn-epochs").fill("2");
      await page.locator("weft-learn .start").click();
      await page.locator("weft-learn .trained-model").waitFor({ timeout: 120_000 });
    });
    await step("comparing runtimes", async () => {
      await page.locator("#runtimes").scrollIntoViewIfNeeded();
      await page.locator("weft-runtimes .compare").click();
      await page.locator("weft-runtimes [role=status]").getByText(/^Compared/).waitFor({
        state: "attached",
        timeout: 60_000,
      });
    });
    await step("converting a model", async () => {
      await page.locator("#convert").scrollIntoViewIfNeeded();
      await page.locator("weft-convert .sample").click();
      await page.locator("weft-convert .convert").click();
      await page.locator("weft-convert .card").waitFor();
    });
    assert.deepEqual(complaints, []);
  },
);

webTest("mainThreadTasks() measures processor time and duration", async (open) => {
  const { page } = await open();
  await tryItReady(page);
  const busy = (milliseconds: number) =>
    mainThreadTasks(page, () =>
      page.evaluate(async (milliseconds) => {
        // A task of the page: the code of evaluate() may not count as one.
        await new Promise<void>((resolve) =>
          setTimeout(() => {
            const until = performance.now() + milliseconds;
            while (performance.now() < until);
            resolve();
          }, 10)
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
      }, milliseconds));
  // A shared machine may give this loop only a part of the time: half of it is enough.
  const [longest] = await busy(200);
  assert.ok(longest!.cpu >= 100, `${longest!.cpu} ms`);
  assert.ok(longest!.duration >= 200, `${longest!.duration} ms`);
});
