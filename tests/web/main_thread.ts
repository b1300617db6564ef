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

/** The work of a page while something was done. */
export interface PageWork {
  /** The tasks of the main thread, the one with the most processor time first. */
  readonly tasks: readonly MainThreadTask[];
  /** The processor time of all tasks of the page's workers, in milliseconds. */
  readonly workers: number;
}

const CATEGORIES = ["toplevel", "devtools.timeline", "blink.user_timing", "v8"];

/**
 * Records the tasks of a page with Chromium's tracing. On a shared machine a task that computes for
 * 20 ms may take 80 ms, so it has the processor time too.
 *
 * @param act The work that is recorded.
 */
export async function recordWork(page: Page, act: () => Promise<unknown>): Promise<PageWork> {
  const cdp = await page.context().browser()!.newBrowserCDPSession();
  await cdp.send("Tracing.start", {
    transferMode: "ReturnAsStream",
    traceConfig: { includedCategories: CATEGORIES, recordMode: "recordContinuously" },
  });
  await page.evaluate(() => performance.mark("weft-here"));
  await act();
  const events = await endTrace(cdp);
  return { tasks: tasksOf(events), workers: workersTime(events) };
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

const isTask = ({ name, ph }: TraceEvent) => ph === "X" && /RunTask$/.test(name);
const cpuOf = ({ tdur, dur }: TraceEvent) => (tdur ?? dur!) / 1000;

function workersTime(events: readonly TraceEvent[]): number {
  const threads = events.filter(({ name, args }) =>
    name === "thread_name" && /Worker/.test(String(args.name))
  );
  const workers = new Set(threads.map(({ pid, tid }) => `${pid} ${tid}`));
  return events.filter((event) => isTask(event) && workers.has(`${event.pid} ${event.tid}`))
    .reduce((sum, event) => sum + cpuOf(event), 0);
}

function tasksOf(events: readonly TraceEvent[]): MainThreadTask[] {
  // The page's main thread made the mark.
  const mark = events.find(({ name }) => name === "weft-here");
  if (!mark) throw new Error("The trace does not contain the page's main thread");
  const own = events.filter(({ pid, tid, ph }) =>
    pid === mark.pid && tid === mark.tid && ph === "X"
  );
  const parts = own.filter((event) => !isTask(event));
  const tasks = own.filter(isTask).map((task) => {
    const end = task.ts + task.dur!;
    const inside = parts.filter(({ ts, dur = 0 }) =>
      ts >= task.ts && ts + dur <= end && dur > 5_000
    )
      .sort((a, b) => b.dur! - a.dur!).slice(0, 6);
    return {
      duration: task.dur! / 1000,
      cpu: cpuOf(task),
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
