import { dirname, join } from "node:path";
import { WeftError } from "../../error.ts";
import { ROOT } from "../../root.ts";
import {
  type Browser,
  BROWSERS,
  chromiumWithWebgpu,
  openPage,
} from "../../runtime/hosts/browsers.ts";
import { denoCommand } from "../../runtime/hosts/host_command.ts";
import { runNode } from "../../runtime/hosts/node.ts";
import {
  namedVulkanDrivers,
  softwareAdapter,
  SWIFTSHADER,
} from "../../runtime/webgpu/availability.ts";
import type { ParityRequest, ParityResponse } from "./messages.ts";
import type { Workspace } from "./workspace.ts";

/** The answer for a host that is not on this machine. */
export interface AbsentHost {
  /** The reason, such as `Node is not installed`. */
  readonly absent: string;
}

/** The folders of a request, and what stops it. */
export interface RequestContext {
  readonly workspace: Workspace;
  /** The folder for the results; it exists. */
  readonly results: string;
  readonly signal: AbortSignal;
}

/**
 * Handles a request in a host: in a process of its own, so that a crash leaves the others running.
 *
 * @throws {WeftError} `runtime` where the host ends without a response. The signal's reason when it
 * was stopped.
 */
export type RunInHost = (
  request: ParityRequest,
  context: RequestContext,
) => Promise<ParityResponse | AbsentHost>;

/** The program of Deno and Node. */
const SERVER_ENTRY = "commands/parity/server_entry.ts";
/** The module that browsers load. */
const PAGE_ENTRY = "commands/parity/page_entry.ts";

/** The time limit in seconds; a slow machine needs less, unless its GPU is software. */
const SECONDS = 1800;

/**
 * Seconds for an image of a model on a GPU in software: three times as long as two busy cores take.
 */
const SOFTWARE_SECONDS = 0.5;

/** The time limit of a page in seconds. */
function timeLimit(request: ParityRequest): number {
  if (request.kind === "map") return SECONDS;
  return SECONDS + SOFTWARE_SECONDS * request.softwareCount * request.models.length;
}

/** Handles requests in Deno. */
export const inDeno: RunInHost = async (request, context) => {
  const { signal } = context;
  const args = await entryArguments(request, context);
  const output = await denoCommand(
    ["run", "--quiet", "--no-prompt", "-P=model", join(ROOT, SERVER_ENTRY), ...args],
    { env: { NO_COLOR: "1", ...await vulkanDriver() }, signal },
  ).output();
  return await readResponse("Deno", output, context);
};

/** Handles requests in Node, in a bundle such as users have. */
export const inNode: RunInHost = async (request, context) => {
  const bundle = await context.workspace.bundleForNode(SERVER_ENTRY);
  const args = [bundle, ...await entryArguments(request, context)];
  const output = await runNode(args, { signal: context.signal });
  return output ? await readResponse("Node", output, context) : { absent: "Node is not installed" };
};

/**
 * Handles requests in a page of a browser.
 *
 * @param name The name of the browser in messages.
 * @param browser Returns how to start it; called when a request arrives.
 */
export function inBrowser(name: string, browser: () => Promise<Browser>): RunInHost {
  return async (request, { workspace, results, signal }) => {
    const script =
      'import { handleInPage } from "./parity.js"; report(await handleInPage(REQUEST));';
    const bundle = await workspace.bundleForBrowsers(PAGE_ENTRY);
    const ortFiles = join(ROOT, "node_modules", "onnxruntime-web", "dist");
    const page = {
      script: script.replace("REQUEST", JSON.stringify(request)),
      files: { "parity.js": await Deno.readTextFile(bundle) },
      read: async (path: string) =>
        path.startsWith("request/")
          ? await Deno.readFile(join(workspace.folder, path.slice("request/".length)))
          : await Deno.readFile(join(ortFiles, path)).catch(() => undefined),
      write: async (path: string, bytes: Uint8Array) => {
        const file = join(results, path.slice("results/".length));
        await Deno.mkdir(dirname(file), { recursive: true });
        await Deno.writeFile(file, bytes);
      },
    };
    const reported = await openPage(await browser(), page, timeLimit(request), signal);
    return reported === undefined
      ? { absent: `${name} is not installed` }
      : reported as ParityResponse;
  };
}

/** Handles requests in Chromium without a GPU. */
export const inChromium: RunInHost = inBrowser(
  "Chromium",
  () => Promise.resolve(BROWSERS.Chromium!),
);

/** Handles requests in Firefox. */
export const inFirefox: RunInHost = inBrowser("Firefox", () => Promise.resolve(BROWSERS.Firefox!));

/** Handles requests in Chromium with WebGPU: on the machine's GPU, or in software without one. */
export const inChromiumWithWebgpu: RunInHost = inBrowser(
  "Chromium",
  async () => chromiumWithWebgpu(await softwareAdapter() !== undefined),
);

/**
 * Names Chromium's software driver on a machine without a GPU whose environment names no driver.
 */
async function vulkanDriver(): Promise<Record<string, string>> {
  if (namedVulkanDrivers() !== undefined || await softwareAdapter() === undefined) return {};
  const exists = await Deno.stat(SWIFTSHADER).then(() => true, () => false);
  return exists ? { VK_ICD_FILENAMES: SWIFTSHADER } : {};
}

/** Writes the request to a file; returns the arguments of the server entry. */
async function entryArguments(
  request: ParityRequest,
  { workspace, results }: RequestContext,
): Promise<string[]> {
  const file = join(results, "request.json");
  await Deno.writeTextFile(file, JSON.stringify(request));
  return [file, workspace.folder, results];
}

async function readResponse(
  host: string,
  { success, code, signal: killedBy, stderr }: Deno.CommandOutput,
  { results, signal }: RequestContext,
): Promise<ParityResponse> {
  signal.throwIfAborted();
  if (success) return JSON.parse(await Deno.readTextFile(join(results, "response.json")));
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  const line = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
  throw new WeftError(
    "runtime",
    `${host} ended with ${killedBy ?? `code ${code}`}${line ? `: ${line.trim()}` : ""}`,
    "Run it again with --verbose",
  );
}
