/**
 * The part `inference`: the zoo's classifiers on batches of images, on the CPU and on wasm, and the
 * whole process for one picture. PyTorch is eager, in two memory layouts. TensorFlow.js gets batch
 * normalisation folded into the convolutions, as its converter does it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { encode } from "fast-png";
import { join } from "node:path";
import { WeftError } from "../../error.ts";
import { synthesize } from "../../data/synthetic.ts";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { LENET } from "../../models/lenet.ts";
import { lenetOf } from "../../models/lenet_family.ts";
import { MODIFIED } from "../../models/lenet_modified.ts";
import { classifiers } from "../../models/mod.ts";
import { denoCommand } from "../../runtime/hosts/host_command.ts";
import { type Bench, weftProgram, type Work } from "../bench.ts";
import type { Absent, Program } from "../comparison.ts";
import { tfjsPrograms } from "../tfjs_programs.ts";
import { torchForms } from "../torch_forms.ts";

/** The models, and their shapes after batch normalisation is folded into the convolutions. */
const FOLDED = { lenet: LENET, "lenet-modified": { ...MODIFIED, batchNormalisation: false } };
/** Images of a batch. */
const BATCHES = [1, 32, 256];

const counted = (batch: number) => batch === 1 ? "1 image" : `${batch} images`;

export const inference: readonly Work[] = [
  ...Object.keys(FOLDED).flatMap((model) => BATCHES.flatMap((batch) => comparisons(model, batch))),
  {
    subject: "lenet-modified",
    name: "infer --input, one picture, whole process",
    start: async ({ threads, folder }) => ({
      weft: await wholeProcess(threads, folder),
      others: [],
    }),
  },
];

function comparisons(model: string, batch: number): Work[] {
  const name = `${classifiers[model]!.title}, inference, ${counted(batch)}`;
  const tfjs = () => tfjsInference(model as keyof typeof FOLDED, batch);
  return [
    {
      subject: model,
      name,
      start: async ({ threads, folder, peers }: Bench) => {
        const forms = await torchForms({ model, batch, threads, folder });
        const torch = await peers.programs("torch_inference", forms);
        const weft = await weftInference(model, batch, "cpu", threads);
        return { weft, others: [...torch, ...await tfjs()] };
      },
    },
    {
      subject: model,
      name: `${name}, on wasm`,
      start: async () => ({
        weft: await weftInference(model, batch, "wasm", 1),
        others: (await tfjs()).filter(({ form }) => form === "wasm"),
      }),
    },
  ];
}

async function weftInference(
  name: string,
  batch: number,
  backend: "cpu" | "wasm",
  threads: number,
): Promise<Program> {
  const model = await loadModel(`zoo:${name}`, { backend, threads });
  const { images } = synthesize({ split: "train", count: batch });
  return weftProgram(() => runLogits(model, images, { batchSize: batch }), {
    ...{ form: backend, threads },
    close: () => model.close(),
  });
}

async function tfjsInference(
  model: keyof typeof FOLDED,
  batch: number,
): Promise<(Program | Absent)[]> {
  const { images } = synthesize({ split: "train", count: batch });
  return await tfjsPrograms(() => {
    const { inputs, outputs } = lenetOf(FOLDED[model], classifiers[model]!)
      .build({ classes: 10, seed: 1 });
    const logits = tf.model({ inputs, outputs: outputs[0]! });
    return async (count) => {
      for (let i = 0; i < count; i++) {
        const result = tf.tidy(() =>
          logits.predict(tf.div(tf.tensor(images, [batch, 28, 28, 1], "int32"), 255)) as tf.Tensor
        );
        await result.data();
        result.dispose();
      }
    };
  });
}

/** `deno task infer` with one picture. */
async function wholeProcess(threads: number, folder: string): Promise<Program> {
  const picture = join(folder, "shirt.png");
  const { images: data } = synthesize({ split: "test", count: 1 });
  await Deno.writeFile(picture, encode({ width: 28, height: 28, channels: 1, depth: 8, data }));
  const args = ["--quiet", "infer", "--model", "zoo:lenet-modified", "--input", picture];
  return weftProgram(async () => {
    const child = denoCommand(["task", ...args, "--threads", `${threads}`], {
      stdin: "null",
      stdout: "null",
    });
    const { success } = await child.output();
    if (success) return;
    throw new WeftError("runtime", "Cannot time deno task infer: it failed", "See above");
  }, { threads });
}
