// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { ClassSummary } from "./class_summary.ts";
import type { Answer, Request, Start } from "./messages.ts";
import type { Neighbour } from "./neighbours.ts";

/** What a {@linkcode Cartographer} tells as it comes. */
export type News = Exclude<Answer, { kind: "reply" }>;

/** The page's side of the worker that makes maps. */
export interface Cartographer {
  /**
   * Starts a map by t-SNE, and calls off the one that is being made; returns the number that its
   * news bear.
   */
  tsne(perplexity: number): number;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** The k points that are nearest to a point in feature space. */
  neighbours(point: number, k: number): Promise<Neighbour[]>;
  /** The k points that are nearest to other features, [dimensions]. */
  nearest(query: Float32Array, k: number): Promise<Neighbour[]>;
  /** What can be said of each class on a map. */
  summary(positions: Float32Array, labels: Uint8Array, classes: number): Promise<ClassSummary[]>;
  /** Ends the worker. */
  close(): void;
}

/**
 * Gives a worker its features.
 *
 * @param worker One that runs worker.ts.
 * @param tell Called with what the worker says on its own account: how far it is, and maps.
 */
export function startCartographer(
  worker: Worker,
  start: Omit<Start, "kind">,
  tell: (news: News) => void,
): Cartographer {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  const send = (request: Request) => worker.postMessage(request);
  const ask = <Value>(request: (id: number) => Request): Promise<Value> => {
    const id = ++last;
    const reply = Promise.withResolvers<unknown>();
    waiting.set(id, reply);
    send(request(id));
    return reply.promise as Promise<Value>;
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const id = data.kind === "reply" || data.kind === "failed" ? data.id : undefined;
    const reply = id === undefined ? undefined : waiting.get(id);
    if (id === undefined) return tell(data as News);
    waiting.delete(id);
    if (data.kind === "reply") reply?.resolve(data.value);
    else if (data.kind === "failed") {
      reply?.reject(new WeftError("runtime", data.message, data.hint));
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const message = `The map's worker failed: ${event.message || "its script did not load"}`;
    tell({ kind: "failed", message, hint: "Load the page again" });
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
    neighbours: (point, k) => ask((id) => ({ kind: "neighbours", id, point, k })),
    nearest: (query, k) => ask((id) => ({ kind: "nearest", id, query, k })),
    summary: (positions, labels, classes) =>
      ask((id) => ({ kind: "summary", id, positions, labels, classes })),
    close: () => worker.terminate(),
  };
}
