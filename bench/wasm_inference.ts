/**
 * `deno task bench:wasm`: the time of inference on one thread of WebAssembly. It compares weft,
 * which rewrites a model when it loads it, ONNX Runtime with the file as it is, and tfjs's wasm
 * backend with batch normalization folded into the filters by hand, which is its fastest form. They
 * alternate in one process.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import type { GraphProto } from "onnx-buf";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/image.ts";
import { synthesize } from "../data/synthetic.ts";
import { readZooFile } from "../infer/zoo.ts";
import { LENET } from "../models/lenet.ts";
import { lenetOf, type LenetShape } from "../models/lenet_family.ts";
import { lenetModified, MODIFIED } from "../models/lenet_modified.ts";
import { decodeModel } from "../onnx/encode.ts";
import { indexGraph } from "../onnx/graph_index.ts";
import { floatsOf, shapeOf } from "../onnx/read.ts";
import { dropChannelPadding } from "../onnx/rewrites/channel_padding.ts";
import { foldBatchNormalization } from "../onnx/rewrites/fold_batch_normalization.ts";
import { createSession } from "../runtime/session.ts";
import { median } from "./times.ts";

const SHAPES: Readonly<Record<string, LenetShape>> = { lenet: LENET, "lenet-modified": MODIFIED };
const BATCHES = [1, 32, 256];
/** Aimed time of a round of one program, in milliseconds. A round has one run at least. */
const ROUND_MS = 50;
/** Runs before the first round. The engine compiles the WebAssembly again while it runs. */
const UNCOUNTED = 10;
/** Largest difference of logits from tfjs's, relative to the largest. */
const TOLERANCE = 1e-5;

const SPEC = {
  name: "deno task bench:wasm",
  summary: "Times inference on one thread of WebAssembly beside tfjs with folded batch norm.",
  flags: {
    rounds: { kind: "integer", value: "N", default: 40, min: 1, help: "Rounds per batch size" },
  },
  examples: [["deno task bench:wasm --rounds 10", "a quick measurement"]],
} as const satisfies CommandSpec;

/** Logits of a batch of images [batch,1,28,28]. */
type Classifier = (images: Float32Array, batch: number) => Promise<Float32Array>;

async function main(
  { rounds }: FlagValues<typeof SPEC>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  await tf.setBackend("wasm");
  tf.enableProdMode();
  stdout.write(`tfjs ${tf.version_core}, one thread, ${rounds} rounds, medians in ms\n`);
  const grey = synthesize({ split: "test", count: Math.max(...BATCHES) }).images;
  const pixels = Float32Array.from(grey, (level) => level / 255);
  for (const [name, shape] of Object.entries(SHAPES)) {
    const bytes = await readZooFile(`zoo:${name}`, "model.onnx");
    const weft = await createSession(bytes, { backend: "wasm", portable: true });
    const plain = await createSession(bytes, { backend: "wasm" });
    const run = ({ run, Tensor }: typeof weft): Classifier => async (images, batch) => {
      const image = new Tensor("float32", images, [batch, 1, IMAGE_SIDE, IMAGE_SIDE]);
      return (await run({ image }, ["logits"])).logits!.data as Float32Array;
    };
    const programs = { tfjs: foldedByHand(shape, bytes), weft: run(weft), "as it is": run(plain) };
    for (const batch of BATCHES) {
      const images = pixels.subarray(0, batch * IMAGE_PIXELS);
      const times = await alternate(programs, images, batch, rounds, signal);
      const [tfjs, ...others] = Object.entries(times);
      const texts = others.map(([who, each]) => {
        const ratio = median(each.map((time, round) => time / tfjs![1][round]!));
        return `${who} ${median(each).toFixed(3)} (${ratio.toFixed(2)} of tfjs)`;
      });
      stdout.write(
        `${name}, batch ${batch}: tfjs ${median(tfjs![1]).toFixed(3)}, ${texts.join(", ")}\n`,
      );
    }
    await weft.close();
    await plain.close();
  }
}

/** The model in tfjs, without batch normalization: its factors are in the filters. */
function foldedByHand(shape: LenetShape, bytes: Uint8Array): Classifier {
  const { graph } = decodeModel(bytes);
  dropChannelPadding(graph!);
  foldBatchNormalization(graph!);
  const model = lenetOf({ ...shape, batchNormalisation: false }, lenetModified)
    .build({ classes: 10, seed: 1 });
  model.setWeights(weightsOf(graph!));
  return async (images, batch) => {
    const logits = tf.tidy(() => {
      const image = tf.tensor(images, [batch, IMAGE_SIDE, IMAGE_SIDE, 1]);
      return (model.predict(image) as tf.Tensor[])[0]!;
    });
    const data = await logits.data();
    logits.dispose();
    return data as Float32Array;
  };
}

/** Filter and bias of each convolution, matrix and bias of each dense layer, in tfjs's layout. */
function weightsOf(graph: GraphProto): tf.Tensor[] {
  const index = indexGraph(graph);
  return graph.node.filter(({ opType }) => opType === "Conv" || opType === "Gemm")
    .flatMap(({ input }) => input.slice(1)).map((name) => {
      const constant = index.constant(name)!, shape = shapeOf(constant);
      const tensor = tf.tensor(floatsOf(constant)!, shape);
      return shape.length === 4 ? tf.transpose(tensor, [2, 3, 1, 0]) : tensor;
    });
}

/** Milliseconds of a run by program, one number a round. All must give the same logits. */
async function alternate(
  programs: Readonly<Record<string, Classifier>>,
  images: Float32Array,
  batch: number,
  rounds: number,
  signal: AbortSignal,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {}, runs: Record<string, number> = {};
  let expected: Float32Array | undefined;
  for (const [who, classify] of Object.entries(programs)) {
    const logits = await classify(images, batch);
    requireSame(logits, expected ??= logits, who);
    for (let i = 0; i < UNCOUNTED; i++) await classify(images, batch);
    const began = performance.now();
    await classify(images, batch);
    runs[who] = Math.max(1, Math.round(ROUND_MS / (performance.now() - began)));
    times[who] = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (const [who, classify] of Object.entries(programs)) {
      signal.throwIfAborted();
      const began = performance.now();
      for (let i = 0; i < runs[who]!; i++) await classify(images, batch);
      times[who]!.push((performance.now() - began) / runs[who]!);
    }
  }
  return times;
}

function requireSame(found: Float32Array, expected: Float32Array, who: string): void {
  const most = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  const isSame = found.every((value, i) => Math.abs(value - expected[i]!) <= TOLERANCE * most);
  if (!isSame) throw new Error(`the logits of ${who} are not those of tfjs`);
}

if (import.meta.main) await runCommand(SPEC, main);
