/**
 * A thread of a worker that ends the process when it takes more than a gigabyte, also while the
 * main thread is busy. It prints why before.
 *
 * @module
 */
import type { WorkerMessage } from "./worker_messages.ts";

const MAX_BYTES = 2 ** 30;
/** The time between two looks, in milliseconds. */
const LOOK_MS = 50;

setInterval(() => {
  const { rss } = Deno.memoryUsage();
  if (rss <= MAX_BYTES) return;
  const text = `the process took ${Math.round(rss / 2 ** 20)} MB`;
  const message: WorkerMessage = { kind: "memory", message: text };
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(message) + "\n"));
  Deno.kill(Deno.pid, "SIGKILL");
}, LOOK_MS);
