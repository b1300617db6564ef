import { delimiter, extname, join } from "node:path";

/**
 * A browser that can be started: the names that its program goes by, and how it opens a page
 * without a window.
 */
export interface Browser {
  readonly programs: readonly string[];
  readonly args: (profile: string, url: string) => string[];
}

const chromiumArgs = (profile: string, url: string) => [
  ...["--headless", "--no-sandbox", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
  ...["--remote-debugging-port=0", `--user-data-dir=${profile}`, url],
];

/** Browsers by name. A profile of its own keeps each run apart from the user's. */
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
 * The path of a browser's program among those that a shell would find; `undefined` where none is
 * installed.
 */
export function findBrowser({ programs }: Browser): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter);
  const paths = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return paths.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/**
 * Flags that give pages in Chromium WebGPU.
 *
 * @param software Whether SwiftShader, which Chromium brings along, is to stand in for a GPU.
 */
export function webgpuFlags(software: boolean): readonly string[] {
  const flags = ["--enable-unsafe-webgpu", "--enable-features=Vulkan"];
  return software ? [...flags, "--use-webgpu-adapter=swiftshader"] : flags;
}

/** Chromium with WebGPU; see {@linkcode webgpuFlags}. */
export function chromiumWithWebgpu(software: boolean): Browser {
  const flags = webgpuFlags(software);
  const { programs } = BROWSERS.Chromium!;
  return { programs, args: (profile, url) => [...flags, ...chromiumArgs(profile, url)] };
}

/** Content types of files that are no scripts. */
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".json": "application/json",
  ".onnx": "application/octet-stream",
  ".wasm": "application/wasm",
};

/** A page and what it may do. */
export interface Page {
  /** An ES module; it calls `report(value)` once, with what can be written as JSON. */
  readonly script: string;
  /**
   * Other files that the page may ask for, by their paths: scripts, unless the ending says
   * otherwise.
   */
  readonly files?: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  /** Gives any other file that the page asks for; `undefined` where there is none. */
  readonly read?: (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Takes what the page sends by `fetch(path, { method: "PUT", body })`. */
  readonly write?: (path: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** A content security policy, where there is one. */
  readonly policy?: string;
}

/**
 * Opens a page in a browser and waits for its report.
 *
 * @param seconds How long to wait.
 * @param signal Stops waiting: the promise is rejected with its reason.
 * @returns What the page reported; `undefined` where none of the browser's programs is installed.
 * @throws Where the page fails, or reports nothing in time.
 */
export async function openPage(
  { programs, args }: Browser,
  page: Page,
  seconds: number,
  signal?: AbortSignal,
): Promise<unknown> {
  signal?.throwIfAborted();
  const profile = await Deno.makeTempDir();
  const files: Page["files"] = { ...page.files, "page.js": `${REPORTING}\n${page.script}` };
  const reported = Promise.withResolvers<unknown>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
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
  });
  const stop = () => reported.reject(signal!.reason);
  signal?.addEventListener("abort", stop);
  const timer = setTimeout(
    () => reported.reject(new Error(`The page reported nothing in ${seconds} s`)),
    seconds * 1000,
  );
  let child: Deno.ChildProcess | undefined;
  try {
    child = start(
      programs,
      args(profile, `http://127.0.0.1:${server.addr.port}/`),
    );
    return child === undefined ? undefined : await reported.promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    child?.kill();
    await child?.status;
    await server.shutdown();
    // A browser's other processes may still write for a moment after it has ended.
    for (let left = 20; left > 0; left--) {
      const removed = await Deno.remove(profile, { recursive: true }).then(() => true, () => false);
      if (removed) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const REPORTING = `
const send = (body) => fetch("/", { method: "POST", body: JSON.stringify(body) });
globalThis.report = (value) => send({ value });
addEventListener("error", ({ message }) => send({ error: message }));
addEventListener("unhandledrejection", ({ reason }) => send({ error: String(reason?.stack ?? reason) }));
`;

function start(programs: readonly string[], args: string[]): Deno.ChildProcess | undefined {
  for (const program of programs) {
    try {
      return new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" })
        .spawn();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}
