/**
 * `deno task bench:page`: the longest tasks of the demo page's main thread.
 *
 * @module
 */

import type { FlagValues } from "../../cli/flags.ts";
import type { CommandSpec } from "../../cli/flag.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { tryItReady } from "./in_page.ts";
import { recordWork } from "./main_thread.ts";
import { openPage, siteOf } from "./open_page.ts";
import { PAGE_ACTIONS } from "./page_actions.ts";

/** The milliseconds from which browsers call a task long. */
const LONG_TASK = 50;

const SPEC = {
  name: "deno task bench:page",
  summary: "Measures in Chromium when the demo page with 10,000 images is first drawn, and the " +
    `longest tasks of its main thread. No task should compute for over ${LONG_TASK} ms.`,
  flags: {},
  examples: [["deno task bench:page", "needs Chromium"]],
} as const satisfies CommandSpec;

async function main(_flags: FlagValues<typeof SPEC>, { stdout }: CommandContext): Promise<void> {
  // The page is loaded twice: the first load includes the start of the browser.
  const { page, close } = await openPage(await siteOf(10_000), { motion: true });
  try {
    await tryItReady(page);
    for (const [name, act] of Object.entries(PAGE_ACTIONS)) {
      const { tasks, workers } = await recordWork(page, () => act(page));
      const long = tasks.filter(({ duration }) => duration > LONG_TASK).length;
      stdout.write(
        `${name}: at most ${tasks[0]!.cpu.toFixed(0)} ms of processor time in a task; ` +
          `${long} of ${tasks.length} tasks over ${LONG_TASK} ms by the clock; ` +
          `${workers.toFixed(0)} ms in workers\n`,
      );
    }
    const drawn = await page.evaluate(() =>
      performance.getEntriesByName("first-contentful-paint")[0]!.startTime
    );
    stdout.write(`first contentful paint: ${drawn.toFixed(0)} ms\n`);
  } finally {
    await close();
  }
}

if (import.meta.main) await runCommand(SPEC, main);
