// This module is browser compatible.
/// <reference lib="webworker" />

/**
 * The worker of the map: it embeds the images, and makes maps and looks for neighbours while the page goes on drawing.
 *
 * @module
 */

import { WeftError } from "../../../error.ts";
import { classifyLogits } from "../../../infer/classify.ts";
import { loadModel, type Model } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { pca, tsne } from "../../../viz/mod.ts";
import { summarizeClasses } from "./class_summary.ts";
import type { Answer, Placed, Request, Start } from "./messages.ts";
import { nearestTo } from "./neighbours.ts";

/** What is mapped. */
interface Embedded {
  readonly model: Model;
  /** [count, dimensions]. */
  readonly features: Float32Array;
  readonly dimensions: number;
  readonly count: number;
}

let embedded: Promise<Embedded> | undefined;
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
  async start(request) {
    embedded = embed(request);
    const { features, dimensions, count } = await embedded;
    const { coordinates, explainedVarianceRatio } = pca(features, { count, dimensions });
    const shares = Array.from(explainedVarianceRatio);
    answer({ kind: "ready", dimensions, pca: coordinates, shares }, [coordinates.buffer]);
  },

  async tsne({ run, perplexity }) {
    making?.abort(new Error("another map was asked for"));
    paused?.resume();
    const controller = making = new AbortController();
    const { features, dimensions, count } = await embedded!;
    const map = await tsne(features, {
      count,
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

  async neighbours({ id, point, k }) {
    const { features, dimensions } = await embedded!;
    const query = features.subarray(point * dimensions, (point + 1) * dimensions);
    const value: Placed = { neighbours: nearestTo(features, query, k, point) };
    answer({ kind: "reply", id, value });
  },

  async picture({ id, image, k }) {
    const { model, features } = await embedded!;
    const { embedding, logits } = await runLogits(model, image, { embedding: true });
    const [{ index: label, probability }] = classifyLogits(logits, model.labels) as [
      { index: number; probability: number },
    ];
    const neighbours = nearestTo(features, embedding!, k);
    answer({ kind: "reply", id, value: { neighbours, found: { label, probability } } });
  },

  summary({ id, positions, labels, classes }) {
    answer({ kind: "reply", id, value: summarizeClasses(positions, labels, classes) });
  },
};

async function embed({ images, model: address }: Start): Promise<Embedded> {
  const model = await loadModel(address);
  const count = images.length / 784;
  const { embedding } = await runLogits(model, images, {
    embedding: true,
    onProgress: (done) => answer({ kind: "embedding", done, of: count }),
  });
  return { model, features: embedding!, dimensions: model.embeddingSize!, count };
}
