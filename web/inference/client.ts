// This module is browser compatible.
import { WeftError } from "../../error.ts";
import type { Assets, ClassifierName, ModelName } from "../assets.ts";
import type { Availability, Classified, Reply, Tasks, WebBackend } from "./messages.ts";

export type { Availability, Classified, WebBackend } from "./messages.ts";

/** How to run a model. */
export interface InferenceOptions {
  /** Default: the backend that the reader chose, `inference.backend`. */
  readonly backend?: WebBackend;
}

/** Runs the site's models in a worker: the page never waits. Errors are `WeftError`s. */
export interface Inference {
  /** The backend that the reader chose; `wasm` at first. */
  readonly backend: WebBackend;
  /** Chooses another one and tells the listeners. */
  choose(backend: WebBackend): void;
  /** Calls `listener` when another backend is chosen, until `signal` aborts. */
  onChoose(listener: (backend: WebBackend) => void, signal: AbortSignal): void;
  /** Which backends work here, and why others do not. */
  backends(): Promise<Record<WebBackend, Availability>>;
  /** Classifies [count,28,28] grey levels 0..255. */
  classify(
    model: ClassifierName,
    images: Uint8Array,
    options?: InferenceOptions & { readonly embedding?: boolean },
  ): Promise<Classified>;
  /** Encodes [count,28,28] grey levels 0..255: mean and logvar, [count, latent]. */
  encode(images: Uint8Array, options?: InferenceOptions): Promise<Tasks["encode"]["result"]>;
  /** Decodes points of the latent space, [count, latent], into [count,28,28], 0..1. */
  decode(latent: Float32Array, options?: InferenceOptions): Promise<Float32Array>;
  /** Makes of a picture what the networks see, [28,28] bytes. */
  prepare(picture: Tasks["prepare"]["args"]): Promise<Uint8Array>;
}

/**
 * Starts the worker that runs the site's models.
 *
 * @param assets Where the models come from.
 * @param worker The worker; it runs `inference/worker.ts`.
 *
 * @example
 * ```ts ignore
 * const inference = createInference(assets, new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
 * const { logits } = await inference.classify("lenet", image);
 * ```
 */
export function createInference(assets: Assets, worker: Worker): Inference {
  const events = new EventTarget();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let backend: WebBackend = "wasm";
  let last = 0;
  let answered = false;
  /** Why there is no worker: its script did not load. */
  let missing: WeftError | undefined;
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    answered = true;
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ("result" in data) asked?.resolve(data.result);
    else asked?.reject(new WeftError(data.error.code, data.error.message, data.error.hint));
  });
  worker.addEventListener("error", ({ message }) => {
    const error = new WeftError(
      "runtime",
      `Cannot run models: their worker stopped${message ? ` (${message})` : ""}`,
      "Reload the page; if it happens again, build the site again and upload all of its files",
    );
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!answered) missing = error;
  });
  function ask<Name extends keyof Tasks>(
    task: Name,
    args: Tasks[Name]["args"],
  ): Promise<Tasks[Name]["result"]> {
    if (missing) return Promise.reject(missing);
    const asked = Promise.withResolvers<unknown>();
    waiting.set(++last, asked);
    worker.postMessage({ id: last, task, args });
    return asked.promise as Promise<Tasks[Name]["result"]>;
  }
  const loaded = new Map<string, Promise<void>>();
  /** Loads a model once for each backend; what failed is tried again. */
  function load(model: ModelName, backend: WebBackend): Promise<void> {
    const key = `${model} on ${backend}`;
    const known = loaded.get(key);
    if (known) return known;
    const loading = assets.model(model).then((bytes) =>
      ask("load", { model, title: assets.manifest.models[model]!.title, bytes, backend })
    );
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
    backends: () => ask("backends", undefined),
    async classify(model, images, { backend: on = backend, embedding = false } = {}) {
      await load(model, on);
      return await ask("classify", { model, backend: on, images, embedding });
    },
    async encode(images, { backend: on = backend } = {}) {
      await Promise.all([load("encoder", on), load("decoder", on)]);
      return await ask("encode", { backend: on, images });
    },
    async decode(latent, { backend: on = backend } = {}) {
      await Promise.all([load("encoder", on), load("decoder", on)]);
      return await ask("decode", { backend: on, latent });
    },
    prepare: (picture) => ask("prepare", picture),
  };
}
