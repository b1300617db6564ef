/**
 * Reads the inputs of one target, one after the other in this process, and prints a JSON line for
 * each new kind of crash. The supervisor starts it: `supervise.ts`.
 *
 * @module
 */
import { WeftError } from "../../error.ts";
import { openCrumb } from "./crumb.ts";
import { inputOf } from "./input.ts";
import { TARGETS } from "./targets/mod.ts";
import { HANG_MS, type WorkerArguments, type WorkerMessage } from "./worker_messages.ts";

/** Inputs between two looks at the memory, which takes longer than a small input. */
const MEMORY_EVERY = 256;
const say = (message: WorkerMessage) =>
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(message) + "\n"));

/** Names a kind of crash: the error without numbers, and the place where it was thrown. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const at = error.stack?.split("\n").find((line) => /^\s+at .*(\.ts|\.js)/.test(line)) ?? "";
  return `${error.name}: ${error.message.slice(0, 200)} ${at.trim().replace(/file:\S*\//, "")}`;
}

const { target: name, seed, from, count, seconds, folder }: WorkerArguments = JSON.parse(
  Deno.args[0]!,
);
const target = TARGETS[name]!, seeds = await target.seeds();
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
    await target.read(input, folder, (phase) => crumb.write({ ...state, phase }));
    accepted++;
  } catch (error) {
    refused++;
    const message = error instanceof WeftError ? "" : kindOf(error);
    const kind = message.replace(/\d+/g, "N");
    if (message !== "" && !kinds.has(kind)) say({ kind: "crash", index, message });
    if (message !== "") kinds.add(kind);
  }
  const took = performance.now() - began;
  if (took > HANG_MS) say({ kind: "hang", index, message: `it took ${Math.round(took)} ms` });
}
peak = Math.max(peak, Deno.memoryUsage().rss);
crumb.write({ index: accepted + refused + from, accepted, refused, peak, phase: 0 });
say({ kind: "end" });
Deno.exit(0);
