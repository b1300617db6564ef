// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { TrainOptions, TrainRequest, TrainResponse } from "./messages.ts";

/** A training in a worker of its own. */
export interface Training {
  /** Stops the training; the worker then sends the model of that moment. */
  stop(): void;
  /** Ends the worker; no message follows. */
  close(): void;
}

/**
 * Starts a worker and the training in it.
 *
 * @param onResponse Called with each message of the worker.
 * @param onError Called when the worker fails, for example because its script did not load.
 */
export function startTraining(
  options: TrainOptions,
  onResponse: (response: TrainResponse) => void,
  onError: (error: WeftError) => void,
): Training {
  const worker = new Worker(new URL("./learn_worker.js", import.meta.url), { type: "module" });
  const send = (request: TrainRequest) => worker.postMessage(request);
  let closed = false;
  worker.addEventListener("message", ({ data }: MessageEvent<TrainResponse>) => {
    if (!closed) onResponse(data);
  });
  worker.addEventListener("error", ({ message }) => {
    if (closed) return;
    const cause = message ? ` (${message})` : "";
    onError(
      new WeftError("runtime", `Cannot train: the worker stopped${cause}`, "Reload the page"),
    );
  });
  send({ kind: "start", options });
  return {
    stop: () => send({ kind: "stop" }),
    close() {
      closed = true;
      worker.terminate();
    },
  };
}
