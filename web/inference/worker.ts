// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { decode, encode } from "../../infer/vae/vae.ts";
import { loadModel, type Model } from "../../infer/load_model.ts";
import { loadVae, type VaeModel } from "../../infer/vae/load_vae.ts";
import { prepareImage } from "../../infer/pictures/prepare_image.ts";
import { runLogits } from "../../infer/run_logits.ts";
import type { ModelName } from "../assets.ts";
import type { Reply, Request, SentError, Tasks, WebBackend } from "./messages.ts";
import { availability } from "./availability.ts";
import { readPicture } from "./read_picture.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** Bytes of the models, until a task needs them. */
const files = new Map<ModelName, Uint8Array>();
const classifiers = new Map<string, Model>();
const vaes = new Map<WebBackend, VaeModel>();

const TASKS: {
  [Name in keyof Tasks]: (args: Tasks[Name]["args"]) => Promise<Tasks[Name]["result"]>;
} = {
  async load({ model, title, bytes, backend }) {
    files.set(model, bytes);
    if (model === "encoder" || model === "decoder") return;
    const loaded = await loadModel(bytes, { backend, name: `the model ${title}` });
    await runLogits(loaded, new Uint8Array(IMAGE_PIXELS)); // the first run makes plans and buffers, and is not to be timed
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
    return "file" in picture ? await readPicture(picture.file, picture.name) : prepareImage({
      width: picture.pixels.width,
      height: picture.pixels.height,
      channels: 4,
      data: new Uint8Array(picture.pixels.data.buffer),
    });
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

/** One task after the other: a session runs one thing at a time. */
let last: Promise<unknown> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  const { id, task, args } = data;
  last = last.then(async () => {
    // The table pairs each task with its arguments; the compiler cannot follow a name into it.
    const perform = TASKS[task] as (args: unknown) => Promise<unknown>;
    const reply: Reply = await perform(args).then(
      (result) => ({ id, result }),
      (error) => ({ id, error: sendable(error) }),
    );
    self.postMessage(reply);
  });
});

function sendable(error: unknown): SentError {
  if (error instanceof WeftError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "runtime",
    message: `Cannot run the model: ${message}`,
    hint: "Reload the page, or try another browser",
  };
}
