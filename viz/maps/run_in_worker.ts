import { type ErrorCode, WeftError } from "../../error.ts";

/** What a worker says: how far it is, what it found, or why it could not. */
type Said<Progress, Answer> =
  | { readonly progress: Progress }
  | { readonly answer: Answer }
  | {
    readonly failure: {
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string;
    };
  };

/**
 * Has work done beside the thread that calls, so that Ctrl-C is heard meanwhile.
 *
 * @param module The module of the worker; it calls {@linkcode serve}.
 * @param work What it is given: plain values and typed arrays, which are copied.
 * @param signal Ends the worker.
 * @param onProgress Called with what the worker tells meanwhile.
 * @returns The worker's answer.
 * @throws {WeftError} As the work does; the reason of the signal where that calls it off.
 *
 * @example
 * ```ts ignore
 * const quality = await beside<Quality>(new URL("./measure_worker.ts", import.meta.url), work, signal);
 * ```
 */
export async function beside<Answer, Progress = never>(
  module: URL,
  work: unknown,
  signal: AbortSignal,
  onProgress?: (progress: Progress) => void,
): Promise<Answer> {
  signal.throwIfAborted();
  const worker = new Worker(module, { type: "module" });
  const ended = Promise.withResolvers<Answer>();
  const stop = () => ended.reject(signal.reason);
  signal.addEventListener("abort", stop);
  worker.onmessage = ({ data }: { data: Said<Progress, Answer> }) => {
    if ("progress" in data) onProgress?.(data.progress);
    else if ("answer" in data) ended.resolve(data.answer);
    else ended.reject(new WeftError(data.failure.code, data.failure.message, data.failure.hint));
  };
  worker.onerror = (event) => {
    event.preventDefault(); // it is reported below
    const message = `The work stopped: ${event.message}`;
    ended.reject(new WeftError("runtime", message, "Run it again with --verbose"));
  };
  try {
    worker.postMessage(work);
    return await ended.promise;
  } finally {
    signal.removeEventListener("abort", stop);
    worker.terminate();
  }
}

/**
 * The other side of {@linkcode beside}: does the work that comes, once.
 *
 * @param answer Does it; calls its second argument to tell how far it is.
 *
 * @example
 * ```ts ignore
 * serve((points: number[], tell: (done: number) => void) => sumOf(points, tell));
 * ```
 */
export function serve<Work, Progress, Answer>(
  answer: (work: Work, tell: (progress: Progress) => void) => Answer | Promise<Answer>,
): void {
  const scope = self as unknown as {
    onmessage: (event: { data: Work }) => void;
    postMessage(said: Said<Progress, Answer>): void;
  };
  scope.onmessage = async ({ data }) => {
    try {
      const tell = (progress: Progress) => scope.postMessage({ progress });
      scope.postMessage({ answer: await answer(data, tell) });
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      const { code, message, hint } = error;
      scope.postMessage({ failure: { code, message, hint } });
    }
  };
}
