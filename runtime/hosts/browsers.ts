import { extname } from "node:path";
import { findProgram } from "../../cli/find_program.ts";
import { hostCommand } from "./host_command.ts";

/** A browser that weft can start without a window. */
export interface Browser {
  /** The names of its program. */
  readonly programs: readonly string[];
  /** Makes the arguments that open a page. */
  readonly args: (profile: string, url: string) => string[];
}

const chromiumArgs = (profile: string, url: string) => [
  ...["--headless", "--no-sandbox", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
  ...["--remote-debugging-port=0", `--user-data-dir=${profile}`, url],
];

/** Browsers by name. Each run has a profile of its own, apart from the user's. */
export const BROWSERS: Readonly<Record<string, Browser>> = {
  Chromium: {
    programs: ["chromium", "chromium-browser", "google-chrome"],
    args: (profile, url) => ["--disable-gpu", ...chromiumArgs(profile, url)],
  },
  Firefox: {
    programs: ["firefox", "firefox-esr"],
    args: (profile, url) => ["--headless", "--no-remote", "--profile", profile, url],
  },
};

/**
 * Finds the program of a browser on the PATH.
 *
 * @returns Its path; `undefined` where it is not installed.
 */
export function findBrowser({ programs }: Browser): string | undefined {
  return findProgram(programs);
}

/**
 * Returns the flags of Chromium that enable WebGPU.
 *
 * @param software True for SwiftShader, Chromium's own driver, in place of a GPU.
 */
export function webgpuFlags(software: boolean): readonly string[] {
  const flags = ["--enable-unsafe-webgpu", "--enable-features=Vulkan"];
  return software ? [...flags, "--use-webgpu-adapter=swiftshader"] : flags;
}

/** Returns Chromium with WebGPU; see {@linkcode webgpuFlags}. */
export function chromiumWithWebgpu(software: boolean): Browser {
  const flags = webgpuFlags(software);
  const { programs } = BROWSERS.Chromium!;
  return { programs, args: (profile, url) => [...flags, ...chromiumArgs(profile, url)] };
}

/** Content types by the end of a file's name; other files are scripts. */
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".json": "application/json",
  ".onnx": "application/octet-stream",
  ".wasm": "application/wasm",
};

/** A page, and the files that its server has. */
export interface Page {
  /** An ES module. It calls `report(value)` once, with a value that can be written as JSON. */
  readonly script: string;
  /**
   * Other files by path. Their content type follows the end of the name; the default is a script.
   */
  readonly files?: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  /** Reads any other file that the page fetches; `undefined` where there is none. */
  readonly read?: (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Receives the body of `fetch(path, { method: "PUT", body })`. */
  readonly write?: (path: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** The content security policy. Default: none. */
  readonly policy?: string;
}

/**
 * Opens a page in a browser and waits for its report.
 *
 * @param seconds The time limit.
 * @param signal Stops the wait: the promise is rejected with its reason.
 * @returns The value that the page reported; `undefined` where the browser is not installed.
 * @throws When the page fails, or reports nothing within the time limit.
 */
export async function openPage(
  { programs, args }: Browser,
  page: Page,
  seconds: number,
  signal?: AbortSignal,
): Promise<unknown> {
  signal?.throwIfAborted();
  const profile = await Deno.makeTempDir();
  const reported = Promise.withResolvers<unknown>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    pageHandler(page, reported),
  );
  const stop = () => reported.reject(signal!.reason);
  signal?.addEventListener("abort", stop);
  const timer = setTimeout(
    () => reported.reject(new Error(`The page reported nothing in ${seconds} s`)),
    seconds * 1000,
  );
  let child: Deno.ChildProcess | undefined;
  try {
    child = start(programs, args(profile, `http://127.0.0.1:${server.addr.port}/`));
    return child === undefined ? undefined : await reported.promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    child?.kill();
    await child?.status;
    await server.shutdown();
    // Other processes of the browser may write for a moment after it has ended.
    for (let left = 20; left > 0; left--) {
      const removed = await Deno.remove(profile, { recursive: true }).then(() => true, () => false);
      if (removed) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Makes the server of a page: it sends its files, and receives its report by POST. */
function pageHandler(
  page: Page,
  reported: PromiseWithResolvers<unknown>,
): (request: Request) => Promise<Response> {
  const files: Page["files"] = { ...page.files, "page.js": `${REPORTING}\n${page.script}` };
  return async (request) => {
    const { pathname } = new URL(request.url);
    const headers = new Headers();
    if (page.policy !== undefined) headers.set("content-security-policy", page.policy);
    if (request.method === "POST") {
      const { value, error } = await request.json();
      if (error === undefined) reported.resolve(value);
      else reported.reject(new Error(error));
      return new Response();
    }
    const path = decodeURIComponent(pathname.slice(1));
    if (request.method === "PUT") {
      await page.write?.(path, new Uint8Array(await request.arrayBuffer()));
      return new Response();
    }
    const file = files[path] ?? (path === "" ? undefined : await page.read?.(path));
    if (file !== undefined) {
      headers.set("content-type", TYPES[extname(pathname)] ?? "text/javascript");
      return new Response(file, { headers });
    }
    headers.set("content-type", "text/html");
    return new Response(
      '<!doctype html><title>test</title><script type="module" src="page.js"></script>',
      { headers },
    );
  };
}

/** The script in front of the page's own: it defines `report()`, and reports errors. */
const REPORTING = `
const send = (body) => fetch("/", { method: "POST", body: JSON.stringify(body) });
globalThis.report = (value) => send({ value });
addEventListener("error", ({ message }) => send({ error: message }));
addEventListener("unhandledrejection", ({ reason }) =>
  send({ error: String(reason?.stack ?? reason) }));
`;

/** Starts the first program that is installed. */
function start(programs: readonly string[], args: string[]): Deno.ChildProcess | undefined {
  for (const program of programs) {
    try {
      return hostCommand(program, args, { stdin: "null", stdout: "null", stderr: "null" }).spawn();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}
