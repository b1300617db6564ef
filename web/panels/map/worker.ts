// This module is browser compatible.
/// <reference lib="webworker" />

/**
 * The worker of the map: it makes maps and looks for neighbours while the page goes on drawing.
 *
 * @module
 */

import { WeftError } from "../../../error.ts";
import { pca } from "../../../viz/pca.ts";
import { tsne } from "../../../viz/tsne/tsne.ts";
import { summarizeClasses } from "./class_summary.ts";
import type { Answer, Request } from "./messages.ts";
import { nearestTo } from "./neighbours.ts";

/** What is mapped: [count, dimensions]. */
let features = new Float32Array(0), dimensions = 1;
const count = () => features.length / dimensions;
/** Calls off the map that is being made. */
let making: AbortController | undefined;
/** What a paused map waits for. */
let paused: { readonly over: Promise<void>; readonly resume: () => void } | undefined;

const answer = (message: Answer, transfer: Transferable[] = []) =>
  (self as unknown as { postMessage(message: Answer, transfer: Transferable[]): void })
    .postMessage(message, transfer);

self.onmessage = async ({ data }: MessageEvent<Request>) => {
  try {
    await (WORK[data.kind] as (request: Request) => Promise<void> | void)(data);
  } catch (error) {
    const { id, run } = data as { id?: number; run?: number };
    if (error instanceof WeftError && error.name === "AbortError") {
      return answer({ kind: "cancelled", run: run! });
    }
    answer({
      kind: "failed",
      ...id !== undefined && { id },
      ...run !== undefined && { run },
      message: error instanceof Error ? error.message : String(error),
      hint: error instanceof WeftError ? error.hint : "Load the page again",
    });
  }
};

/** What each request does. */
const WORK: { [Kind in Request["kind"]]: (of: Extract<Request, { kind: Kind }>) => unknown } = {
  start(request) {
    features = request.features as Float32Array<ArrayBuffer>, dimensions = request.dimensions;
    const found = pca(features, { count: count(), dimensions });
    const { coordinates } = found, shares = Array.from(found.explainedVarianceRatio);
    answer({ kind: "pca", coordinates, shares }, [coordinates.buffer]);
  },

  async tsne({ run, perplexity }) {
    making?.abort(new Error("another map was asked for"));
    paused?.resume();
    const controller = making = new AbortController();
    const map = await tsne(features, {
      count: count(),
      dimensions,
      perplexity,
      signal: controller.signal,
      hold: () => paused?.over,
      onProgress: (progress) => answer({ kind: "progress", run, ...progress }),
    });
    const { coordinates, ...rest } = map;
    answer({ kind: "map", run, coordinates, ...rest }, [coordinates.buffer]);
  },

  pause() {
    if (paused) return;
    let resume = () => {};
    const over = new Promise<void>((resolve) => resume = resolve);
    paused = {
      over,
      resume: () => {
        paused = undefined;
        resume();
      },
    };
  },

  resume: () => paused?.resume(),

  cancel() {
    making?.abort(new Error("the reader stopped it"));
    paused?.resume();
  },

  neighbours({ id, point, k }) {
    const query = features.subarray(point * dimensions, (point + 1) * dimensions);
    answer({ kind: "reply", id, value: nearestTo(features, query, k, point) });
  },

  nearest({ id, query, k }) {
    answer({ kind: "reply", id, value: nearestTo(features, query, k) });
  },

  summary({ id, positions, labels, classes }) {
    answer({ kind: "reply", id, value: summarizeClasses(positions, labels, classes) });
  },
};
