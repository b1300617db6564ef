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
let accepted = 0, refused = 0, peak = 0;
for (let index = from; index < from + count && performance.now() < end; index++) {
  if ((index - from) % MEMORY_EVERY === 0) peak = Math.max(peak, Deno.memoryUsage().rss);
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
  const took = performance.now() - began;
  if (took > HANG_MS) say({ kind: "hang", index, message: `it took ${Math.round(took)} ms` });
}
peak = Math.max(peak, Deno.memoryUsage().rss);
crumb.write({ index: accepted + refused + from, accepted, refused, peak, phase: 0 });
say({ kind: "end" });
Deno.exit(0);
