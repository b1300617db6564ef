import { Buffer } from "node:buffer";
import type { CDPSession, Page } from "playwright-core";

/** A task of the page's main thread. The page does not react while it runs. */
export interface MainThreadTask {
  /** The time from start to end, in milliseconds, by which browsers define long tasks. */
  readonly duration: number;
  /** The processor time, in milliseconds. */
  readonly cpu: number;
  /** The longest parts of the task, with their milliseconds. */
  readonly what: string;
}

/** An event of Chromium's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

const CATEGORIES = ["toplevel", "devtools.timeline", "blink.user_timing", "v8"];

/**
 * Records the tasks of the page's main thread with Chromium's tracing. On a shared machine a task
 * that computes for 20 ms may take 80 ms, so tests compare the processor time.
 *
 * @param act The work that is recorded.
 * @returns The tasks of the page's main thread, the one with the most processor time first.
 */
export async function mainThreadTasks(
  page: Page,
  act: () => Promise<unknown>,
): Promise<MainThreadTask[]> {
  const cdp = await page.context().browser()!.newBrowserCDPSession();
  await cdp.send("Tracing.start", {
    transferMode: "ReturnAsStream",
    traceConfig: { includedCategories: CATEGORIES, recordMode: "recordContinuously" },
  });
  await page.evaluate(() => performance.mark("weft-here"));
  await act();
  return tasksOf(await endTrace(cdp));
}

async function endTrace(cdp: CDPSession): Promise<TraceEvent[]> {
  const complete = new Promise<{ stream?: string }>((resolve) =>
    cdp.once("Tracing.tracingComplete", resolve)
  );
  await cdp.send("Tracing.end");
  const { stream } = await complete;
  const parts: Buffer[] = [];
  for (let eof = false; !eof;) {
    const part = await cdp.send("IO.read", { handle: stream!, size: 1 << 20 });
    parts.push(Buffer.from(part.data, part.base64Encoded ? "base64" : "utf8"));
    eof = part.eof;
  }
  await cdp.detach();
  return JSON.parse(Buffer.concat(parts).toString("utf8")).traceEvents;
}

function tasksOf(events: readonly TraceEvent[]): MainThreadTask[] {
  // The page's main thread made the mark.
  const mark = events.find(({ name }) => name === "weft-here");
  if (!mark) throw new Error("The trace does not contain the page's main thread");
  const own = events.filter(({ pid, tid, ph }) =>
    pid === mark.pid && tid === mark.tid && ph === "X"
  );
  const isTask = ({ name }: TraceEvent) => /RunTask$/.test(name);
  const parts = own.filter((event) => !isTask(event));
  const tasks = own.filter(isTask).map((task) => {
    const end = task.ts + task.dur!;
    const inside = parts.filter(({ ts, dur = 0 }) =>
      ts >= task.ts && ts + dur <= end && dur > 5_000
    )
      .sort((a, b) => b.dur! - a.dur!).slice(0, 6);
    return {
      duration: task.dur! / 1000,
      cpu: (task.tdur ?? task.dur!) / 1000,
      what: inside.map(({ name, dur, args }) =>
        `${name} ${(dur! / 1000).toFixed(0)} ms ${placeOf(args)}`.trim()
      ).join(", "),
    };
  });
  return tasks.sort((a, b) => b.cpu - a.cpu);
}

/** The function and the script of an event, where they are known. */
function placeOf(args: TraceEvent["args"]): string {
  const data = (args.data ?? {}) as Record<string, unknown>;
  return [data.functionName, data.type, String(data.url ?? "").split("/").at(-1)]
    .filter(Boolean).join(" ");
}
