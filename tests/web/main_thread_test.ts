import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { say } from "../command.ts";
import { nextAnswer, tryItReady } from "./in_page.ts";
import { mainThreadTasks } from "./main_thread.ts";
import { webTest } from "./open_page.ts";

/**
 * How long a task may hold the main thread, in milliseconds: the browser's own measure of a long
 * one.
 */
const LONG_TASK = 50;

/** Holds what the page does to the limit, by processor time. */
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
  "nothing computes for over 50 ms on the main thread, with 10,000 images",
  async (open, t) => {
    const { page, complaints } = await open({ images: 10_000, motion: true });
    await tryItReady(page);
    const step = (what: string, act: () => Promise<unknown>) =>
      t.step(what, () => assertNeverLong(page, what, act));

    await step("loading", async () => {
      await page.reload();
      await tryItReady(page);
      await page.waitForTimeout(1_000); // the cloth is woven
    });
    await step("judging", async () => {
      for (const n of [1, 2, 3]) {
        await nextAnswer(page, () => page.locator("weft-try-it .thumb").nth(n).click());
      }
    });
    await step("a map by PCA", async () => {
      await page.locator("#map").scrollIntoViewIfNeeded();
      await page.locator("weft-map .made").getByText(/^PCA of the|^t-SNE/).waitFor();
      await page.waitForTimeout(1_500); // dots glide to their places
    });
    await step("a map by t-SNE, while one watches", async () => {
      // It begins by itself when it is seen.
      await page.locator("weft-map .stage").evaluate((stage) =>
        stage.scrollIntoView({ block: "center" })
      );
      await page.locator("weft-map code[data-hash]").waitFor({ timeout: 120_000 });
      await page.waitForTimeout(1_000);
    });
    await step("walking over the map", async () => {
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
    await step("dreaming", async () => {
      await page.locator("#dream").scrollIntoViewIfNeeded();
      await page.locator("weft-dream .samples").waitFor();
      await page.waitForTimeout(1_500);
    });
    await step("training on WebAssembly", async () => {
      await page.locator("#learn").scrollIntoViewIfNeeded();
      await page.locator("#learn-epochs").fill("2");
      await page.locator("weft-learn .start").click();
      await page.locator("weft-learn .taken").waitFor({ timeout: 120_000 });
    });
    await step("comparing runtimes", async () => {
      await page.locator("#runtimes").scrollIntoViewIfNeeded();
      await page.locator("weft-runtimes .compare").click();
      await page.locator("weft-runtimes [role=status]").getByText(/^Compared/).waitFor({
        state: "attached",
        timeout: 60_000,
      });
    });
    assert.deepEqual(complaints, []);
  },
);

webTest("the measure sees a task that computes for long, and one that only waits", async (open) => {
  const { page } = await open();
  await tryItReady(page);
  const busy = (milliseconds: number) =>
    mainThreadTasks(page, () =>
      page.evaluate(async (milliseconds) => {
        // A task of the page's own: what evaluate() itself runs may not be one.
        await new Promise<void>((resolve) =>
          setTimeout(() => {
            const until = performance.now() + milliseconds;
            while (performance.now() < until);
            resolve();
          }, 10)
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
      }, milliseconds));
  // A machine that is shared may give this loop a part of the time only: half is enough to be seen.
  const [longest] = await busy(200);
  assert.ok(longest!.cpu >= 100, `${longest!.cpu} ms`);
  assert.ok(longest!.duration >= 200, `${longest!.duration} ms`);
});
