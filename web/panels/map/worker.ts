// This module is browser compatible.
/// <reference lib="webworker" />

/**
 * The worker of the map: it computes PCA, t-SNE and nearest neighbours off the main thread.
 *
 * @module
 */

import { WeftError } from "../../../error.ts";
import { pca } from "../../../viz/pca.ts";
import { tsne } from "../../../viz/tsne/tsne.ts";
import { toSentError } from "../../sent_error.ts";
import { summarizeClasses } from "./class_summary.ts";
import type { MapRequest, MapResponse } from "./messages.ts";
import { nearestTo } from "./neighbours.ts";

/** The features, [count, dimensions]. */
let features = new Float32Array(0), dimensions = 1;
const count = () => features.length / dimensions;
/** Cancels the t-SNE map that is being made. */
let running: AbortController | undefined;
/** The pause of t-SNE: it continues when `ended` resolves. */
let pause: { readonly ended: Promise<void>; readonly end: () => void } | undefined;

const send = (response: MapResponse, transfer: Transferable[] = []) =>
  (self as unknown as { postMessage(response: MapResponse, transfer: Transferable[]): void })
    .postMessage(response, transfer);

self.onmessage = async ({ data }: MessageEvent<MapRequest>) => {
  try {
    await (HANDLERS[data.kind] as (request: MapRequest) => Promise<void> | void)(data);
  } catch (error) {
    const { id, run } = data as { id?: number; run?: number };
    if (error instanceof WeftError && error.name === "AbortError") {
      return send({ kind: "cancelled", run: run! });
    }
    send({
      kind: "failed",
      ...id !== undefined && { id },
      ...run !== undefined && { run },
      error: toSentError(error, "make the map", "Reload the page"),
    });
  }
};

const HANDLERS: {
  [Kind in MapRequest["kind"]]: (request: Extract<MapRequest, { kind: Kind }>) => unknown;
} = {
  start(request) {
    features = request.features as Float32Array<ArrayBuffer>, dimensions = request.dimensions;
    const { coordinates, explainedVarianceRatio } = pca(features, { count: count(), dimensions });
    const varianceRatios = Array.from(explainedVarianceRatio);
    send({ kind: "pca", coordinates, varianceRatios }, [coordinates.buffer]);
  },

  async tsne({ run, perplexity }) {
    running?.abort(new Error("another map was requested"));
    pause?.end();
    const controller = running = new AbortController();
    const map = await tsne(features, {
      count: count(),
      dimensions,
      perplexity,
      signal: controller.signal,
      hold: () => pause?.ended,
      onProgress: (progress) => send({ kind: "progress", run, ...progress }),
    });
    const { coordinates, ...rest } = map;
    send({ kind: "map", run, coordinates, ...rest }, [coordinates.buffer]);
  },

  pause() {
    if (pause) return;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    pause = {
      ended,
      end: () => {
        pause = undefined;
        resolve();
      },
    };
  },

  resume: () => pause?.end(),

  cancel() {
    running?.abort(new Error("the user stopped it"));
    pause?.end();
  },

  neighbours({ id, point, k }) {
    const query = features.subarray(point * dimensions, (point + 1) * dimensions);
    send({ kind: "result", id, result: nearestTo(features, query, k, point) });
  },

  nearest({ id, query, k }) {
    send({ kind: "result", id, result: nearestTo(features, query, k) });
  },

  summary({ id, positions, labels, classes }) {
    send({ kind: "result", id, result: summarizeClasses(positions, labels, classes) });
  },
};
