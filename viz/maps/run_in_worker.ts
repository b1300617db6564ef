/**
 * Runs a computation that holds its thread in a worker, so that Ctrl-C still works. {@linkcode
 * runInWorker} is the calling side, {@linkcode serveWorker} the worker's.
 *
 * @module
 */

import { type ErrorCode, WeftError } from "../../error.ts";

/** A message of the worker: its progress, its result, or the error that ended it. */
type WorkerMessage<Progress, Result> =
  | { readonly progress: Progress }
  | { readonly result: Result }
  | {
    readonly failure: {
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string;
    };
  };

/**
 * Starts a worker, sends it one request and waits for the result.
 *
 * @param module The worker's module, which calls {@linkcode serveWorker}.
 * @param request Plain values and typed arrays, which are copied.
 * @param signal Ends the worker.
 * @param onProgress Called with each progress that the worker reports.
 * @throws {WeftError} The worker's error; the signal's reason where it is aborted.
 *
 * @example
 * ```ts ignore
 * const module = new URL("./measure_worker.ts", import.meta.url);
 * const quality = await runInWorker<Quality>(module, request, signal);
 * ```
 */
export async function runInWorker<Result, Progress = never>(
  module: URL,
  request: unknown,
  signal: AbortSignal,
  onProgress?: (progress: Progress) => void,
): Promise<Result> {
  signal.throwIfAborted();
  const worker = new Worker(module, { type: "module" });
  const ended = Promise.withResolvers<Result>();
  const stop = () => ended.reject(signal.reason);
  signal.addEventListener("abort", stop);
  worker.onmessage = ({ data }: { data: WorkerMessage<Progress, Result> }) => {
    if ("progress" in data) onProgress?.(data.progress);
    else if ("result" in data) ended.resolve(data.result);
    else ended.reject(new WeftError(data.failure.code, data.failure.message, data.failure.hint));
  };
  worker.onerror = (event) => {
    event.preventDefault(); // the error below reports it
    const message = `The worker stopped: ${event.message}`;
    ended.reject(new WeftError("runtime", message, "Run it again with --verbose"));
  };
  try {
    worker.postMessage(request);
    return await ended.promise;
  } finally {
    signal.removeEventListener("abort", stop);
    worker.terminate();
  }
}

/**
 * Answers the one request that {@linkcode runInWorker} sends.
 *
 * @param compute Computes the result from the request; its second argument reports progress.
 *
 * @example
 * ```ts ignore
 * serveWorker((points: number[], report: (done: number) => void) => sumOf(points, report));
 * ```
 */
export function serveWorker<Request, Progress, Result>(
  compute: (
    request: Request,
    report: (progress: Progress) => void,
  ) => Result | Promise<Result>,
): void {
  const scope = self as unknown as {
    onmessage: (event: { data: Request }) => void;
    postMessage(message: WorkerMessage<Progress, Result>): void;
  };
  scope.onmessage = async ({ data }) => {
    try {
      const report = (progress: Progress) => scope.postMessage({ progress });
      scope.postMessage({ result: await compute(data, report) });
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      const { code, message, hint } = error;
      scope.postMessage({ failure: { code, message, hint } });
    }
  };
}
