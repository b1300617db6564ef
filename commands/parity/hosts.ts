import { dirname, join } from "node:path";
import {
  type Browser,
  BROWSERS,
  chromiumWithWebgpu,
  openPage,
} from "../../runtime/hosts/browsers.ts";
import { runNode } from "../../runtime/hosts/node.ts";
import { WeftError } from "../../error.ts";
import { softwareAdapter, thisMachine } from "../../runtime/vulkan.ts";
import type { Job, Outcome } from "./job.ts";
import type { Workshop } from "./workshop.ts";
import { ROOT } from "../../root.ts";

/** That an engine is not on this machine. */
export interface Missing {
  readonly missing: string;
}

/** Where and when a job is done. */
export interface HostContext {
  readonly workshop: Workshop;
  /** The folder for what it gives; it exists. */
  readonly results: string;
  readonly signal: AbortSignal;
}

/**
 * Does a job in an engine, in a process of its own, so that a crash takes nothing else along.
 *
 * @throws {WeftError} `runtime` where the engine ends without an outcome. The signal's reason when
 * it was stopped.
 */
export type Host = (job: Job, context: HostContext) => Promise<Outcome | Missing>;

/** The entry of Deno and Node, and what browsers load. */
const SERVER_ENTRY = "commands/parity/server_entry.ts",
  PAGE_ENTRY = "commands/parity/page_entry.ts";

/** Longer than any job takes on a slow machine, a GPU in software aside. */
const SECONDS = 1800;

/**
 * Of an image of a model on such a GPU, three times as long as two cores take that have other work
 * too.
 */
const SOFTWARE_SECONDS = 0.5;

/** How long to wait for a page that says nothing. */
function patience(job: Job): number {
  if (job.task === "map") return SECONDS;
  return SECONDS + SOFTWARE_SECONDS * job.softwareCount * job.models.length;
}

/** Chromium's Vulkan driver in software, as Debian installs it. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Does jobs in Deno. */
export const inDeno: Host = async (job, context) => {
  const { signal } = context;
  const args = await jobArguments(job, context);
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys=cpus"];
  const output = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", ...permissions],
      ...[`--allow-ffi=${join(ROOT, "node_modules")}`, join(ROOT, SERVER_ENTRY), ...args],
    ],
    env: { NO_COLOR: "1", ...await vulkanDriver() },
    signal,
  }).output();
  return await readOutcome("Deno", output, context);
};

/** Does jobs in Node, out of a bundle as users have it. */
export const inNode: Host = async (job, context) => {
  const bundle = await context.workshop.bundleForNode(SERVER_ENTRY);
  const args = [bundle, ...await jobArguments(job, context)];
  const output = await runNode(args, { signal: context.signal });
  return output ? await readOutcome("Node", output, context) : { missing: "Node is not installed" };
};

/**
 * Does jobs in a page of a browser.
 *
 * @param name What to call it.
 * @param browser How to start it; asked when it is needed.
 */
export function inBrowser(name: string, browser: () => Promise<Browser>): Host {
  return async (job, { workshop, results, signal }) => {
    const script = 'import { doJobInPage } from "./parity.js"; report(await doJobInPage(JOB));';
    const bundle = await workshop.bundleForBrowsers(PAGE_ENTRY);
    const runtimeFiles = join(ROOT, "node_modules", "onnxruntime-web", "dist");
    const page = {
      script: script.replace("JOB", JSON.stringify(job)),
      files: { "parity.js": await Deno.readTextFile(bundle) },
      read: async (path: string) =>
        path.startsWith("job/")
          ? await Deno.readFile(join(workshop.folder, path.slice("job/".length)))
          : await Deno.readFile(join(runtimeFiles, path)).catch(() => undefined),
      write: async (path: string, bytes: Uint8Array) => {
        const file = join(results, path.slice("results/".length));
        await Deno.mkdir(dirname(file), { recursive: true });
        await Deno.writeFile(file, bytes);
      },
    };
    const reported = await openPage(await browser(), page, patience(job), signal);
    return reported === undefined ? { missing: `${name} is not installed` } : reported as Outcome;
  };
}

/** Does jobs in Chromium without a GPU. */
export const inChromium: Host = inBrowser("Chromium", () => Promise.resolve(BROWSERS.Chromium!));

/** Does jobs in Firefox. */
export const inFirefox: Host = inBrowser("Firefox", () => Promise.resolve(BROWSERS.Firefox!));

/** Does jobs in Chromium with WebGPU: the machine's GPU, or software where it shows none. */
export const inChromiumWithWebgpu: Host = inBrowser(
  "Chromium",
  async () => chromiumWithWebgpu(await softwareAdapter() !== undefined),
);

/**
 * Names a driver in software where this machine shows no GPU, names none itself, and has
 * Chromium's.
 */
async function vulkanDriver(): Promise<Record<string, string>> {
  if (thisMachine.drivers !== undefined || await softwareAdapter() === undefined) return {};
  const isThere = await Deno.stat(SWIFTSHADER).then(() => true, () => false);
  return isThere ? { VK_ICD_FILENAMES: SWIFTSHADER } : {};
}

/** Writes the job down; returns the arguments of the entry. */
async function jobArguments(job: Job, { workshop, results }: HostContext): Promise<string[]> {
  const file = join(results, "job.json");
  await Deno.writeTextFile(file, JSON.stringify(job));
  return [file, workshop.folder, results];
}

async function readOutcome(
  engine: string,
  { success, code, signal: died, stderr }: Deno.CommandOutput,
  { results, signal }: HostContext,
): Promise<Outcome> {
  signal.throwIfAborted();
  if (success) return JSON.parse(await Deno.readTextFile(join(results, "outcome.json")));
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  const said = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
  throw new WeftError(
    "runtime",
    `${engine} ended with ${died ?? `code ${code}`}${said ? `: ${said.trim()}` : ""}`,
    "Run it again with --verbose",
  );
}
