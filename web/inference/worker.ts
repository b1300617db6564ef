// This module is browser compatible.

/**
 * The worker that runs the site's models.
 *
 * @module
 */

import { IMAGE_PIXELS } from "../../data/image.ts";
import { decode, encode } from "../../infer/vae/vae.ts";
import { loadModel, type Model } from "../../infer/load_model.ts";
import { loadVae, type VaeModel } from "../../infer/vae/load_vae.ts";
import { prepareImage } from "../../infer/pictures/prepare_image.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { startRuntime } from "../../runtime/start_runtime.ts";
import type { ModelName } from "../models.ts";
import { toSentError } from "../sent_error.ts";
import type {
  InferenceCalls,
  InferenceRequest,
  InferenceResponse,
  WebBackend,
} from "./messages.ts";
import { availability } from "./availability.ts";
import { readPicture } from "./read_picture.ts";

// The visitor's first image finds WebAssembly compiled. A failure is shown with the first model.
startRuntime({ backend: "wasm" }).catch(() => {});

/** The bytes of the models, by name. */
const files = new Map<ModelName, Uint8Array>();
const classifiers = new Map<string, Model>();
const vaes = new Map<WebBackend, VaeModel>();

const HANDLERS: {
  [Kind in keyof InferenceCalls]: (
    args: InferenceCalls[Kind]["args"],
  ) => Promise<InferenceCalls[Kind]["result"]>;
} = {
  async load({ model, title, bytes, backend }) {
    files.set(model, bytes);
    if (model === "encoder" || model === "decoder") return;
    const loaded = await loadModel(bytes, { backend, name: `the model ${title}` });
    // The first run allocates buffers and compiles shaders: it must not count in a measured time.
    await runLogits(loaded, new Uint8Array(IMAGE_PIXELS));
    classifiers.set(`${model} on ${backend}`, loaded);
  },
  async classify({ model, backend, images, embedding }) {
    const classifier = classifiers.get(`${model} on ${backend}`)!;
    const began = performance.now();
    const outputs = await runLogits(classifier, images, { embedding });
    return { ...outputs, milliseconds: performance.now() - began };
  },
  async encode({ backend, images }) {
    return await encode(await vaeOn(backend), images);
  },
  async decode({ backend, latent }) {
    return await decode(await vaeOn(backend), latent);
  },
  async prepare(picture) {
    if ("file" in picture) return await readPicture(picture.file, picture.name);
    const { width, height, data } = picture.pixels;
    const pixels = { width, height, channels: 4, data: new Uint8Array(data.buffer) };
    return { image: prepareImage(pixels) };
  },
  backends: () => availability(),
};

async function vaeOn(backend: WebBackend): Promise<VaeModel> {
  const known = vaes.get(backend);
  if (known) return known;
  const source = { encoder: files.get("encoder")!, decoder: files.get("decoder")! };
  const vae = await loadVae(source, { backend, name: "the VAE" });
  vaes.set(backend, vae);
  return vae;
}

/** The last request: each waits for the one before, because a session runs one batch at a time. */
let last: Promise<unknown> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<InferenceRequest>) => {
  const { kind, id, args } = data;
  last = last.then(async () => {
    // TypeScript cannot pair `kind` with the type of `args` here; HANDLERS does.
    const handle = HANDLERS[kind] as (args: unknown) => Promise<unknown>;
    const response: InferenceResponse = await handle(args).then(
      (result) => ({ kind: "result", id, result }),
      (error) => ({
        kind: "failed",
        id,
        error: toSentError(error, "run the model", "Reload the page, or try another browser"),
      }),
    );
    self.postMessage(response);
  });
});
