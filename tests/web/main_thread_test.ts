import assert from "node:assert/strict";
import { tryItReady } from "./in_page.ts";
import { type PageWork, recordWork } from "./main_thread.ts";
import { webTest } from "./open_page.ts";
import { PAGE_ACTIONS } from "./page_actions.ts";

/**
 * The processor time of the workers over that of the longest task of the main thread, at least. A
 * map of 10,000 images and two epochs reach 150 and more on two cores.
 */
const SHARE = 10;

const isFree = ({ tasks, workers }: PageWork) => workers > SHARE * tasks[0]!.cpu;

webTest("a t-SNE map and a training leave the main thread free", async (open, t) => {
  const { page, complaints } = await open({ images: 10_000, motion: true });
  await tryItReady(page);
  const steps = {
    // t-SNE starts as soon as the map is visible, so that the record begins before it is.
    "a map by PCA, then by t-SNE": ["a PCA map", "a t-SNE map, shown while it is computed"],
    "a training": ["training on WebAssembly"],
  } as const;
  for (const [name, actions] of Object.entries(steps)) {
    await t.step(name, async () => {
      const work = await recordWork(page, async () => {
        for (const action of actions) await PAGE_ACTIONS[action](page);
      });
      const [longest] = work.tasks;
      assert.ok(isFree(work), `${longest!.cpu} ms of ${work.workers} ms: ${longest!.what}`);
    });
  }
  await t.step("work on the main thread is noticed", async () => {
    const work = await recordWork(page, () =>
      page.evaluate(() =>
        // A task of the page: the code of evaluate() may not count as one.
        new Promise<void>((resolve) =>
          setTimeout(() => {
            for (let i = 0, x = 1; i < 2e8; i++) x = Math.sqrt(x + i);
            setTimeout(resolve, 100);
          })
        )
      ));
    assert.ok(!isFree(work), `${work.tasks[0]!.cpu} ms of ${work.workers} ms`);
  });
  assert.deepEqual(complaints, []);
});
