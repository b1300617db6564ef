import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import type { Absent, Program } from "./comparison.ts";

/** Does some work a number of times on the current tfjs backend. */
type Run = (count: number) => Promise<void>;

/**
 * The tfjs backends that run in Deno, the faster one first. Both compute on one thread: tfjs starts
 * threads for wasm in browsers only.
 */
const BACKENDS = ["wasm", "cpu"] as const;

/**
 * Makes the program of TensorFlow.js on its fastest backend that has all kernels of some work. The
 * others are absent.
 *
 * @param build Builds models and variables of its own for a backend, and returns the work.
 */
export async function tfjsPrograms(build: () => Run): Promise<(Program | Absent)[]> {
  const name = "TensorFlow.js", version = tf.version_core;
  const absent: Absent[] = [];
  for (const form of BACKENDS) {
    const run = await onBackend(form, () => Promise.resolve(build()));
    const time = (count: number) =>
      onBackend(form, async () => {
        const start = performance.now();
        await run(count);
        return (performance.now() - start) / count;
      });
    // cpu has every kernel, and may take minutes for a run.
    const missing = form === "wasm" ? await missingKernel(() => time(1)) : undefined;
    if (missing === undefined) return [{ name, version, form, threads: 1, time }, ...absent];
    absent.push({ name, form, absent: `lacks ${missing}` });
  }
  return absent;
}

/** The kernel that a backend lacks for some work; `undefined` where it has all. */
async function missingKernel(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    const kernel = /Kernel '(\w+)' not registered/.exec(String(error))?.[1];
    if (kernel === undefined) throw error;
    return kernel;
  }
}

/** Calls a function while a tfjs backend is chosen; weft compiles on cpu. */
async function onBackend<T>(backend: string, run: () => Promise<T>): Promise<T> {
  await tf.setBackend(backend);
  try {
    return await run();
  } finally {
    await tf.setBackend("cpu");
  }
}
