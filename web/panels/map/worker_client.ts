// This module is browser compatible.
import { fromSentError } from "../../sent_error.ts";
import type { ClassSummary } from "./class_summary.ts";
import type { MapRequest, MapResponse, StartRequest } from "./messages.ts";
import type { Neighbour } from "./neighbours.ts";

/** A message of the worker that is not the result of a call. */
export type MapEvent = Exclude<MapResponse, { kind: "result" }>;

/** The page's side of the worker that makes maps. */
export interface MapWorker {
  /** Starts a t-SNE map and cancels the one before; returns the number of the run. */
  tsne(perplexity: number): number;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Finds the k nearest neighbours of a point in feature space. */
  neighbours(point: number, k: number): Promise<Neighbour[]>;
  /** Finds the k nearest neighbours of other features, [dimensions]. */
  nearest(query: Float32Array, k: number): Promise<Neighbour[]>;
  /** Summarizes each class of a map. */
  summary(positions: Float32Array, labels: Uint8Array, classes: number): Promise<ClassSummary[]>;
  /** Ends the worker. */
  close(): void;
}

/**
 * Sends the features to a worker and returns its client.
 *
 * @param worker A worker that runs worker.ts.
 * @param onEvent Called with the progress, the maps and the errors that belong to no call.
 */
export function startMapWorker(
  worker: Worker,
  start: Omit<StartRequest, "kind">,
  onEvent: (event: MapEvent) => void,
): MapWorker {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  const send = (request: MapRequest) => worker.postMessage(request);
  const call = <Result>(request: (id: number) => MapRequest): Promise<Result> => {
    const id = ++last;
    const pending = Promise.withResolvers<unknown>();
    waiting.set(id, pending);
    send(request(id));
    return pending.promise as Promise<Result>;
  };
  worker.onmessage = ({ data }: MessageEvent<MapResponse>) => {
    if (data.kind === "result") {
      waiting.get(data.id)?.resolve(data.result);
      waiting.delete(data.id);
    } else if (data.kind === "failed" && data.id !== undefined) {
      waiting.get(data.id)?.reject(fromSentError(data.error));
      waiting.delete(data.id);
    } else onEvent(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const reason = event.message || "the script of their worker did not load";
    onEvent({
      kind: "failed",
      error: { code: "runtime", message: `Cannot make maps: ${reason}`, hint: "Reload the page" },
    });
  };
  send({ kind: "start", ...start });
  return {
    tsne(perplexity) {
      const run = ++last;
      send({ kind: "tsne", run, perplexity });
      return run;
    },
    pause: () => send({ kind: "pause" }),
    resume: () => send({ kind: "resume" }),
    cancel: () => send({ kind: "cancel" }),
    neighbours: (point, k) => call((id) => ({ kind: "neighbours", id, point, k })),
    nearest: (query, k) => call((id) => ({ kind: "nearest", id, query, k })),
    summary: (positions, labels, classes) =>
      call((id) => ({ kind: "summary", id, positions, labels, classes })),
    close: () => worker.terminate(),
  };
}
