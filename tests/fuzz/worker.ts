/**
 * Reads the inputs of one target, one after the other in this process, and prints a JSON line for
 * each new kind of crash. The supervisor starts it: `supervise.ts`.
 *
 * @module
 */
import { WeftError } from "../../error.ts";
import { openCrumb } from "./crumb.ts";
import { inputOf } from "./input.ts";
import type { Target } from "./target.ts";
import { HANG_MS, type WorkerArguments, type WorkerMessage } from "./worker_messages.ts";

/** Inputs between two looks at the memory, which takes longer than a small input. */
const MEMORY_EVERY = 256;
/** After such an input, the memory is looked at, in milliseconds. */
const SLOW_MS = 100;
/**
 * The memory that a worker may take up over many inputs, whose garbage is not collected at once, or
 * never: node:zlib keeps 25 kB of each damaged gzip file in Deno 2.9.6.
 */
const FULL_BYTES = 2 ** 29;

const say = (message: WorkerMessage) =>
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(message) + "\n"));

/** The error of a crash and the place where it was thrown, which is the kind of the crash. */
function describe(error: unknown): { message: string; kind: string } {
  if (!(error instanceof Error)) return { message: String(error), kind: typeof error };
  const line = error.stack?.split("\n").find((each) => /^\s+at .*(\.ts|\.js)/.test(each)) ?? "";
  const place = line.trim().replace(/file:\S*\//, "");
  return {
    message: `${error.name}: ${error.message.slice(0, 200)} ${place}`,
    kind: error.name + place,
  };
}

const args: WorkerArguments = JSON.parse(Deno.args[0]!);
const { seed, from, count, seconds, folder } = args;
const { TARGETS }: { TARGETS: Readonly<Record<string, Target>> } = await import(args.module);
const target = TARGETS[args.target]!, seeds = await target.seeds();
new Worker(new URL("watch_memory.ts", import.meta.url), { type: "module" });
const crumb = openCrumb(`${folder}/crumb`);
const end = performance.now() + 1000 * seconds;
const kinds = new Set<string>();
let accepted = 0, refused = 0, peak = 0, index = from, took = 0;
while (index < from + count && performance.now() < end) {
  if ((index - from) % MEMORY_EVERY === 0 || took > SLOW_MS) {
    const { rss } = Deno.memoryUsage();
    peak = Math.max(peak, rss);
    if (rss > FULL_BYTES && index > from) break; // the next worker starts with empty memory
  }
  const state = { index, accepted, refused, peak };
  crumb.write({ ...state, phase: 0 });
  const input = inputOf(target, seeds, seed, index), began = performance.now();
  try {
    const answer = await target.read(input, folder, (phase) => crumb.write({ ...state, phase }));
    if (answer === false) refused++;
    else accepted++;
  } catch (error) {
    refused++;
    if (!(error instanceof WeftError)) {
      const { kind, message } = describe(error);
      if (!kinds.has(kind)) say({ kind: "crash", index, message });
      kinds.add(kind);
    }
  }
  took = performance.now() - began;
  if (took > HANG_MS) say({ kind: "hang", index, message: `it took ${Math.round(took)} ms` });
  index++;
}
crumb.write({ index, accepted, refused, peak: Math.max(peak, Deno.memoryUsage().rss), phase: 0 });
say({ kind: "end", next: index });
Deno.exit(0);
