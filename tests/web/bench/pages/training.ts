// This module is browser compatible.

/**
 * The page of the training programs. Each has a worker, so that several can be ready at once: ONNX
 * Runtime has one number of threads in each.
 *
 * @module
 */

import type { StepRequest, StepResponse } from "./training_programs.ts";

const workers = new Map<string, Worker>();

/** Sends a request to the worker with a name, and returns its answer. */
function ask(name: string, request: StepRequest): Promise<StepResponse> {
  const url = new URL("./training_worker.js", import.meta.url);
  const worker = workers.get(name) ?? new Worker(url, { type: "module" });
  workers.set(name, worker);
  const { promise, resolve } = Promise.withResolvers<StepResponse>();
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => resolve({ failed: message });
  worker.postMessage(request);
  return promise;
}

/** Ends the worker with a name. */
function end(name: string): void {
  workers.get(name)?.terminate();
  workers.delete(name);
}

/** The functions of the page that the bench calls. */
export interface TrainingPage {
  readonly ask: typeof ask;
  readonly end: typeof end;
}

Object.assign(globalThis, { ask, end } satisfies TrainingPage);
