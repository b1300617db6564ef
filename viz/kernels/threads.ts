// This module is browser compatible.

/**
 * Threads that run kernels: workers, or the calling thread where there are none. A thread receives
 * jobs and answers each with the bytes that it reads from its memory.
 *
 * @module
 */

import { WeftError } from "../../error.ts";
import { instantiateKernels, kernelBytes, type Kernels } from "./kernels.ts";
import { growMemory } from "./layout.ts";
import { nextTurn } from "./next_turn.ts";

/** Work for a thread: it grows its memory, writes, calls kernels and reads, in this order. */
export interface KernelJob {
  /** The least size of the memory in bytes. */
  memory: number;
  /** Data to write. They are views of whole buffers, since a message copies whole buffers. */
  writes: { at: number; data: ArrayBufferView<ArrayBuffer> }[];
  /** Calls of kernels: the name, then the arguments. */
  calls: [name: Exclude<keyof Kernels, "memory">, ...values: number[]][];
  /** The ranges of the memory that the thread returns. */
  reads: { at: number; bytes: number }[];
}

/** A thread with its own kernels and memory. It runs one job after the other. */
export interface Thread {
  /** True for a worker, false for the calling thread. */
  readonly parallel: boolean;
  /** Runs a job and returns its reads; rejects with a {@linkcode WeftError} where it cannot. */
  run(job: KernelJob): Promise<ArrayBuffer[]>;
  /** Ends the thread and frees its memory. */
  close(): void;
}

/**
 * The source of a worker, which does the same as `callingThread` below. It is short, since the work
 * is in the kernels, and fits into a string: no bundler has to find a file, and the worker starts
 * on pages that load weft from another origin.
 */
const WORKER = `
let kernels;
onmessage = ({ data: { module, memory, writes, calls, reads } }) => {
  try {
    kernels ??= new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
    const missing = Math.ceil((memory - kernels.memory.buffer.byteLength) / 65536);
    if (missing > 0) kernels.memory.grow(missing);
    const { buffer } = kernels.memory;
    for (const { at, data } of writes) {
      new Uint8Array(buffer, at).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    for (const [name, ...values] of calls) kernels[name](...values);
    const results = reads.map(({ at, bytes }) => buffer.slice(at, at + bytes));
    postMessage({ results }, results);
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
`;

/** The started threads. */
export interface Threads {
  /** At least one. */
  readonly threads: readonly Thread[];
  /**
   * The reason why the requested workers did not start, a clause such as "this runtime has no
   * workers".
   */
  readonly problem?: string;
}

/**
 * Starts workers. With 0 workers, or where they do not start, the only thread is the calling one.
 */
export async function startThreads(workers: number): Promise<Threads> {
  if (workers === 0) return { threads: [callingThread()] };
  if (typeof Worker === "undefined") {
    return { threads: [callingThread()], problem: "this host has no workers" };
  }
  const source = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const started: Thread[] = [];
  try {
    for (let i = 0; i < workers; i++) {
      started.push(workerThread(new Worker(source, { type: "module" })));
    }
    const module = kernelBytes();
    await Promise.all(started.map((thread) => thread.run({ ...NOTHING, module } as KernelJob)));
    return { threads: started };
  } catch (error) {
    for (const thread of started) thread.close();
    const reason = error instanceof Error ? error.message : String(error);
    return { threads: [callingThread()], problem: `workers do not start here: ${reason}` };
  } finally {
    URL.revokeObjectURL(source);
  }
}

const NOTHING: KernelJob = { memory: 0, writes: [], calls: [], reads: [] };

function workerThread(worker: Worker): Thread {
  return {
    parallel: true,
    run(job) {
      return new Promise((resolve, reject) => {
        const fail = (reason: string) => {
          reject(
            new WeftError(
              "runtime",
              `Cannot compute in a worker: ${reason}`,
              "Pass fewer points, or workers: 0 to compute in the calling thread",
            ),
          );
        };
        worker.onmessage = ({ data }) => {
          if (data.error === undefined) resolve(data.results);
          else fail(data.error);
        };
        worker.onerror = (event) => {
          // Without this, Deno ends the program.
          event.preventDefault();
          fail(event.message || "the page's content security policy may forbid it");
        };
        worker.postMessage(job);
      });
    },
    close: () => worker.terminate(),
  };
}

function callingThread(): Thread {
  const kernels = instantiateKernels();
  return {
    parallel: false,
    async run({ memory, writes, calls, reads }) {
      // The page draws meanwhile, and an abort arrives.
      await nextTurn();
      growMemory(kernels.memory, memory);
      const { buffer } = kernels.memory;
      for (const { at, data } of writes) {
        const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        new Uint8Array(buffer, at).set(bytes);
      }
      for (const [name, ...values] of calls) {
        (kernels[name] as (...values: number[]) => void)(...values);
      }
      return reads.map(({ at, bytes }) => buffer.slice(at, at + bytes));
    },
    close() {},
  };
}

/**
 * Runs jobs, each as soon as a thread is free.
 *
 * @param done Called with the index and the results of each job, in any order.
 */
export async function runJobs(
  threads: readonly Thread[],
  jobs: readonly KernelJob[],
  done: (index: number, results: ArrayBuffer[]) => void,
): Promise<void> {
  let next = 0;
  await Promise.all(threads.map(async (thread) => {
    while (next < jobs.length) {
      const index = next++;
      done(index, await thread.run(jobs[index]!));
    }
  }));
}
