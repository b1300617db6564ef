import { fileURLToPath } from "node:url";
import { ROOT } from "../../root.ts";
import { denoCommand } from "../../runtime/hosts/host_command.ts";
import { type Crumb, readCrumb } from "./crumb.ts";
import { HANG_MS, type WorkerArguments, type WorkerMessage } from "./worker_messages.ts";

/** A fault of a target: what happened with which input. */
export interface Fault {
  /** `native` is the end of the process by ONNX Runtime, of a plain model. */
  readonly kind: "crash" | "hang" | "memory" | "native";
  readonly index: number;
  readonly message: string;
}

/** The findings of workers about a target. */
export interface Result {
  readonly accepted: number;
  readonly refused: number;
  readonly faults: readonly Fault[];
  /** The largest memory of a worker, in bytes. */
  readonly peak: number;
}

/** The work at one target. */
export interface Work extends WorkerArguments {
  /** True when native code reads the inputs. */
  readonly native: boolean;
}

/** The time between two looks at a worker, in milliseconds. */
const LOOK_MS = 200;
/** A worker's time to load its modules on a busy machine, in milliseconds. */
const START_MS = 60_000;

/**
 * Lets workers read inputs until the time or the number of inputs is used up. A worker that ends,
 * hangs or takes too much memory is replaced by one that goes on with the next input.
 *
 * @param stop Ends the worker; its last input then counts as a fault.
 */
export async function supervise(work: Work, stop: AbortSignal): Promise<Result> {
  const end = performance.now() + 1000 * work.seconds, last = work.from + work.count;
  const faults: Fault[] = [];
  let accepted = 0, refused = 0, peak = 0, from = work.from;
  while (from < last && performance.now() < end && !stop.aborted) {
    const seconds = (end - performance.now()) / 1000;
    await Deno.remove(`${work.folder}/crumb`).catch(() => {});
    const { crumb, fault, found, next } = await runWorker(
      { ...work, from, count: last - from, seconds },
      stop,
    );
    faults.push(...found, ...(fault ? [fault] : []));
    accepted += crumb.accepted;
    refused += crumb.refused;
    peak = Math.max(peak, crumb.peak);
    from = next;
  }
  return { accepted, refused, faults, peak };
}

/** Why a worker was ended. */
interface Reason {
  readonly kind: "hang" | "memory";
  readonly message: string;
}

interface WorkerEnd {
  readonly crumb: Crumb;
  /** Why the worker did not come to its end. */
  readonly fault: Fault | undefined;
  /** The output of the worker. */
  readonly found: readonly Fault[];
  /** The first input that no worker has read. */
  readonly next: number;
}

async function runWorker({ native, ...args }: Work, stop: AbortSignal): Promise<WorkerEnd> {
  const script = fileURLToPath(new URL("worker.ts", import.meta.url));
  const child = denoCommand(
    ["run", "--quiet", "-P=fuzz", "--no-prompt", script, JSON.stringify(args)],
    { cwd: ROOT, stdin: "null", stdout: "piped", stderr: "null" },
  ).spawn();
  const kill = () => child.kill("SIGKILL");
  stop.addEventListener("abort", kill);
  const output = new Response(child.stdout).text();
  const watch = new AbortController();
  const watched = watchWorker(child, args.folder, watch.signal);
  const status = await child.status;
  stop.removeEventListener("abort", kill);
  watch.abort();
  const stuck = await watched;
  const messages = (await output).split("\n").filter((line) => line !== "")
    .map((line): WorkerMessage => JSON.parse(line));
  const found = messages.flatMap((each) => "index" in each ? [each] : []);
  const why: Reason | undefined = stuck ?? messages.find((each) => each.kind === "memory");
  const none = { index: args.from, accepted: 0, refused: 0, peak: 0, phase: 0 };
  const crumb = await readCrumb(`${args.folder}/crumb`) ?? none;
  const last = messages.find((each) => each.kind === "end");
  if (last) return { crumb, fault: undefined, found, next: last.next };
  const { index, phase } = crumb;
  const how = `the process ended with ${status.signal ?? `code ${status.code}`}`;
  const kind = native && phase <= 1 ? "native" : why?.kind ?? "crash";
  const message = `${why?.message ?? how}${phase > 1 ? `, in phase ${phase}` : ""}`;
  return { crumb, fault: { kind, index, message }, found, next: index + 1 };
}

/** Ends a worker that stays at one input, and says why. */
async function watchWorker(
  child: Deno.ChildProcess,
  folder: string,
  signal: AbortSignal,
): Promise<Reason | undefined> {
  let index = -1, since = performance.now();
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const crumb = await readCrumb(`${folder}/crumb`);
    if (crumb && crumb.index !== index) [index, since] = [crumb.index, performance.now()];
    const isStuck = performance.now() - since > (crumb ? HANG_MS : START_MS);
    if (signal.aborted || !isStuck) continue;
    child.kill("SIGKILL");
    return { kind: "hang", message: `it took more than ${HANG_MS} ms` };
  }
  return undefined;
}
