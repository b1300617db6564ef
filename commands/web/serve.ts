import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";

/** Content types by file extension. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
};

/** The options of the server. */
export interface ServeOptions {
  /** Sends the headers COOP and COEP, which allow a page to use several threads. Default true. */
  readonly isolated?: boolean;
}

/**
 * Makes a request handler that serves the files of a folder.
 *
 * @param folder The folder of the site.
 * @returns A handler for `Deno.serve`.
 *
 * @example
 * ```ts ignore
 * Deno.serve({ hostname: "127.0.0.1", port: 8000 }, siteHandler("site"));
 * ```
 */
export function siteHandler(
  folder: string,
  { isolated = true }: ServeOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    const headers = new Headers({
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
    if (isolated) {
      headers.set("cross-origin-opener-policy", "same-origin");
      headers.set("cross-origin-embedder-policy", "require-corp");
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Only GET and HEAD are allowed", { status: 405, headers });
    }
    const path = pathOf(request.url);
    const file = path === undefined ? undefined : await fileAt(folder, path);
    if (file === undefined) return new Response("Not found", { status: 404, headers });
    headers.set("content-type", CONTENT_TYPES[extname(file)] ?? "application/octet-stream");
    const body = request.method === "HEAD" ? null : new Uint8Array(await readFile(file));
    return new Response(body, { headers });
  };
}

/** The path of a URL; `undefined` for a path that leaves the folder. */
function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return /(^|[\\/])\.\.([\\/]|$)|\0/.test(path) ? undefined : path;
  } catch {
    return undefined; // an invalid escape sequence
  }
}

async function fileAt(folder: string, path: string): Promise<string | undefined> {
  const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
  return await stat(file).then((entry) => entry.isFile() ? file : undefined, () => undefined);
}
