import type { Comparison, Timed } from "../../../bench/comparison.ts";
import project from "../../../deno.json" with { type: "json" };
import { tryItReady } from "../in_page.ts";
import { recordWork } from "../main_thread.ts";
import { openPage, siteOf } from "../open_page.ts";
import { PAGE_ACTIONS } from "../page_actions.ts";

/** The milliseconds from which browsers call a task long. */
const LONG_TASK = 50;

/**
 * Times the longest tasks of the demo page's main thread with 10,000 images, by processor time, and
 * its first contentful paint. No task should compute for over 50 ms.
 */
export async function timeMainThread(signal: AbortSignal): Promise<Comparison[]> {
  // The page is loaded twice: the first load includes the start of the browser.
  const { page, close } = await openPage(await siteOf(10_000), { motion: true });
  try {
    await tryItReady(page);
    const rows: Comparison[] = [];
    for (const [name, act] of Object.entries(PAGE_ACTIONS)) {
      signal.throwIfAborted();
      const { tasks, workers } = await recordWork(page, () => act(page));
      const long = tasks.filter(({ duration }) => duration > LONG_TASK).length;
      const quality = { "tasks over 50 ms by the clock": long, "worker milliseconds": workers };
      rows.push(row(`longest task, ${name}`, { milliseconds: [tasks[0]!.cpu], quality }));
    }
    const drawn = await page.evaluate(() =>
      performance.getEntriesByName("first-contentful-paint")[0]!.startTime
    );
    return [...rows, row("first contentful paint", { milliseconds: [drawn] })];
  } finally {
    await close();
  }
}

function row(work: string, timed: Pick<Timed, "milliseconds" | "quality">): Comparison {
  const { version } = project;
  const weft = { name: "weft", version, threads: 1, first: timed.milliseconds[0]!, ...timed };
  return { part: "tasks", work, weft, others: [] };
}
