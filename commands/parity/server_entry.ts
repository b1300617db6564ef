/**
 * Does a job in Deno or Node: `server_entry.ts JOB.json FOLDER RESULTS`. The outcome goes to
 * RESULTS/outcome.json.
 *
 * @module
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { doJob } from "./do_job.ts";

const [job, folder, results] = process.argv.slice(2) as [string, string, string];
const { deno } = process.versions as { readonly deno?: string };
const outcome = await doJob(JSON.parse(await readFile(job, "utf8")), {
  // A copy: a small file of Node's may lie in the middle of a larger buffer.
  read: async (path) => new Uint8Array(await readFile(join(folder, path))),
  write: async (path, bytes) => {
    const file = join(results, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  },
}, deno === undefined ? `Node ${process.versions.node}` : `Deno ${deno}`);
await writeFile(join(results, "outcome.json"), JSON.stringify(outcome));
