/**
 * Handles a request in Deno or Node: `server_entry.ts REQUEST.json FOLDER RESULTS`. The response
 * goes to RESULTS/response.json.
 *
 * @module
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { handleRequest } from "./handle_request.ts";

const [request, folder, results] = process.argv.slice(2) as [string, string, string];
const { deno } = process.versions as { readonly deno?: string };
const host = deno === undefined ? `Node ${process.versions.node}` : `Deno ${deno}`;
const response = await handleRequest(JSON.parse(await readFile(request, "utf8")), {
  // A copy: Node reads small files into a larger buffer.
  read: async (path) => new Uint8Array(await readFile(join(folder, path))),
  write: async (path, bytes) => {
    const file = join(results, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  },
}, host);
await writeFile(join(results, "response.json"), JSON.stringify(response));
