// This module is browser compatible.
import { WeftError } from "../../error.ts";
import type { Assets } from "../assets.ts";
import type { ClassifierName, ModelName } from "../models.ts";
import { fromSentError } from "../sent_error.ts";
import type {
  Availability,
  ClassifierOutputs,
  InferenceCalls,
  InferenceResponse,
  PreparedPicture,
  WebBackend,
} from "./messages.ts";

export type { Availability, ClassifierOutputs, WebBackend } from "./messages.ts";

/** The options of one run of a model. */
export interface InferenceOptions {
  /** Default: the backend that the user chose, `inference.backend`. */
  readonly backend?: WebBackend;
}

/** Runs the site's models in a worker, off the main thread. Errors are `WeftError`s. */
export interface Inference {
  /** The backend that the user chose; `wasm` at first. */
  readonly backend: WebBackend;
  /** Chooses another backend and calls the listeners. */
  choose(backend: WebBackend): void;
  /** Calls `listener` when another backend is chosen, until `signal` aborts. */
  onChoose(listener: (backend: WebBackend) => void, signal: AbortSignal): void;
  /** Tests which backends work in this browser. */
  backends(): Promise<Record<WebBackend, Availability>>;
  /** Loads a model for the chosen backend, so that its first run does not wait for it. */
  load(model: ModelName): Promise<void>;
  /** Classifies [count,28,28] grey levels 0..255. */
  classify(
    model: ClassifierName,
    images: Uint8Array,
    options?: InferenceOptions & { readonly embedding?: boolean },
  ): Promise<ClassifierOutputs>;
  /** Encodes [count,28,28] grey levels 0..255: mean and logvar, [count, latent]. */
  encode(
    images: Uint8Array,
    options?: InferenceOptions,
  ): Promise<InferenceCalls["encode"]["result"]>;
  /** Decodes points of the latent space, [count, latent], into [count,28,28], 0..1. */
  decode(latent: Float32Array, options?: InferenceOptions): Promise<Float32Array>;
  /** Prepares a picture for the models. */
  prepare(picture: InferenceCalls["prepare"]["args"]): Promise<PreparedPicture>;
}

/**
 * Starts the worker that runs the site's models.
 *
 * @param assets The source of the models.
 * @param worker A worker that runs `inference/worker.ts`.
 *
 * @example
 * ```ts ignore
 * const url = new URL("./inference_worker.js", import.meta.url);
 * const inference = createInference(assets, new Worker(url, { type: "module" }));
 * const { logits } = await inference.classify("lenet", image);
 * ```
 */
export function createInference(assets: Promise<Assets>, worker: Worker): Inference {
  const events = new EventTarget();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let backend: WebBackend = "wasm";
  let last = 0;
  let hasAnswered = false;
  /** The error of a worker whose script did not load: all requests fail with it. */
  let loadError: WeftError | undefined;
  worker.addEventListener("message", ({ data }: MessageEvent<InferenceResponse>) => {
    hasAnswered = true;
    const pending = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === "result") pending?.resolve(data.result);
    else pending?.reject(fromSentError(data.error));
  });
  worker.addEventListener("error", ({ message }) => {
    const error = new WeftError(
      "runtime",
      `Cannot run models: their worker stopped${message ? ` (${message})` : ""}`,
      "Reload the page; if it happens again, build the site again and upload all of its files",
    );
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!hasAnswered) loadError = error;
  });
  function call<Kind extends keyof InferenceCalls>(
    kind: Kind,
    args: InferenceCalls[Kind]["args"],
  ): Promise<InferenceCalls[Kind]["result"]> {
    if (loadError) return Promise.reject(loadError);
    const pending = Promise.withResolvers<unknown>();
    waiting.set(++last, pending);
    worker.postMessage({ kind, id: last, args });
    return pending.promise as Promise<InferenceCalls[Kind]["result"]>;
  }
  const loaded = new Map<string, Promise<void>>();
  /** Loads a model once for each backend; a failed load is tried again. */
  function load(model: ModelName, backend: WebBackend): Promise<void> {
    const key = `${model} on ${backend}`;
    const known = loaded.get(key);
    if (known) return known;
    const loading = assets.then(async (assets) => {
      const bytes = await assets.model(model);
      const { title } = assets.manifest.models[model]!;
      return await call("load", { model, title, bytes, backend });
    });
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
    return loading;
  }
  return {
    get backend() {
      return backend;
    },
    choose(next) {
      if (next === backend) return;
      backend = next;
      events.dispatchEvent(new Event("choose"));
    },
    onChoose(listener, signal) {
      events.addEventListener("choose", () => listener(backend), { signal });
    },
    backends: () => call("backends", undefined),
    load: (model) => load(model, backend),
    async classify(model, images, { backend: on = backend, embedding = false } = {}) {
      await load(model, on);
      return await call("classify", { model, backend: on, images, embedding });
    },
    async encode(images, { backend: on = backend } = {}) {
      await Promise.all([load("encoder", on), load("decoder", on)]);
      return await call("encode", { backend: on, images });
    },
    async decode(latent, { backend: on = backend } = {}) {
      await Promise.all([load("encoder", on), load("decoder", on)]);
      return await call("decode", { backend: on, latent });
    },
    prepare: (picture) => call("prepare", picture),
  };
}
