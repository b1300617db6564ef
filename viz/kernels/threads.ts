// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { instantiateKernels, kernelBytes, type Kernels } from "./kernels.ts";
import { growMemory } from "./layout.ts";
import { nextTurn } from "./next_turn.ts";

/** What a thread is asked to do with its own kernels, in this order. */
export interface Job {
  /** Bytes that its memory has at least. */
  memory: number;
  /**
   * What goes into the memory first, each at its place; views of whole buffers, since a message
   * copies these.
   */
  writes: { at: number; data: ArrayBufferView<ArrayBuffer> }[];
  /** Calls of kernels: the name, then the arguments. */
  calls: [name: Exclude<keyof Kernels, "memory">, ...values: number[]][];
  /** What is read from the memory and returned. */
  reads: { at: number; bytes: number }[];
}

/** A thread with kernels and a memory of its own. It does one job after the other. */
export interface Thread {
  /** Whether it runs beside the calling thread. */
  readonly parallel: boolean;
  /**
   * Does a job and returns what it reads; rejected with a {@linkcode WeftError} where it cannot.
   */
  run(job: Job): Promise<ArrayBuffer[]>;
  /** Ends the thread; its memory goes with it. */
  close(): void;
}

/**
 * What a worker runs: the same as `threadHere` below. All that is heavy is in the kernels, so that
 * the source is short enough for a string: no bundler has to find a file, and it starts on pages
 * that load weft from another origin too.
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

/** Threads, and why they are not the workers that were asked for, where they are not. */
export interface Threads {
  /** At least one. */
  readonly threads: readonly Thread[];
  /** A clause such as "this runtime has no workers"; not there where all is as asked. */
  readonly problem?: string;
}

/**
 * Starts so many workers. Where they do not start, or none are asked for, there is one thread: the
 * calling one.
 */
export async function startThreads(workers: number): Promise<Threads> {
  if (workers === 0) return { threads: [threadHere()] };
  if (typeof Worker === "undefined") {
    return { threads: [threadHere()], problem: "this runtime has no workers" };
  }
  const source = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const started: Thread[] = [];
  try {
    for (let i = 0; i < workers; i++) {
      started.push(threadOf(new Worker(source, { type: "module" })));
    }
    const module = kernelBytes();
    await Promise.all(started.map((thread) => thread.run({ ...NOTHING, module } as Job)));
    return { threads: started };
  } catch (error) {
    for (const thread of started) thread.close();
    const why = error instanceof Error ? error.message : String(error);
    return { threads: [threadHere()], problem: `workers do not start here: ${why}` };
  } finally {
    URL.revokeObjectURL(source);
  }
}

const NOTHING: Job = { memory: 0, writes: [], calls: [], reads: [] };

function threadOf(worker: Worker): Thread {
  return {
    parallel: true,
    run(job) {
      return new Promise((resolve, reject) => {
        const fail = (why: string) => {
          reject(
            new WeftError(
              "runtime",
              `A worker failed: ${why}`,
              "Pass fewer points, or workers: 0 to compute in the calling thread",
            ),
          );
        };
        worker.onmessage = ({ data }) => {
          if (data.error === undefined) resolve(data.results);
          else fail(data.error);
        };
        worker.onerror = (event) => {
          // Deno would end the program otherwise.
          event.preventDefault();
          fail(event.message || "the page's content security policy may forbid it");
        };
        worker.postMessage(job);
      });
    },
    close: () => worker.terminate(),
  };
}

function threadHere(): Thread {
  const kernels = instantiateKernels();
  return {
    parallel: false,
    async run({ memory, writes, calls, reads }) {
      // A page draws in between, and an abort arrives.
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
 * Does many jobs, each as soon as a thread is free.
 *
 * @param done Called with the results of each job, in any order.
 */
export async function runJobs(
  threads: readonly Thread[],
  jobs: readonly Job[],
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
