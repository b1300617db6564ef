/**
 * `deno task bench:strided-pooling`: the time of a convolution with max pooling after the rewrite
 * `onnx/rewrites/pool_by_strided_convs.ts`, relative to the time before it, by the number and the
 * size of the filters. Images are 28 x 28 with 1 or 16 channels; a second convolution follows the
 * pooling, as in a network.
 *
 * @module
 */
import type { ModelProto } from "onnx-buf";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { encodeModel } from "../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor, type ValueInfo } from "../onnx/make.ts";
import { poolByStridedConvs } from "../onnx/rewrites/pool_by_strided_convs.ts";
import { createSession } from "../runtime/session.ts";

const CHANNELS = [1, 16], KERNELS = [1, 3, 5], FILTERS = [1, 2, 4, 6, 7, 8, 12, 16];
/** Runs of one model before those of the other. */
const RUNS = 5;
/** Runs of these that are not counted, because the caches are cold. */
const UNCOUNTED = 2;

const SPEC = {
  name: "deno task bench:strided-pooling",
  summary: "Times pooling by strided convolutions, relative to the model before the rewrite.",
  flags: {
    backend: {
      kind: "choice",
      choices: ["cpu", "wasm"],
      default: "cpu",
      help: "The backend that runs both models",
    },
    rounds: { kind: "integer", value: "N", default: 80, min: 1, help: "Rounds per pair of models" },
    threads: { kind: "integer", value: "N", default: 2, min: 1, help: "Threads of ONNX Runtime" },
    batch: { kind: "integer", value: "N", default: 32, min: 1, help: "Images per batch" },
  },
  examples: [["deno task bench:strided-pooling --rounds 10", "a quick measurement"]],
} as const satisfies CommandSpec;

type Flags = FlagValues<typeof SPEC>;

async function main(flags: Flags, { stdout, signal }: CommandContext): Promise<void> {
  const { backend, rounds, threads, batch } = flags;
  const counted = rounds * (RUNS - UNCOUNTED);
  const columns = FILTERS.map((filters) => `${filters} filters`).join(" | ");
  stdout.write(
    `${backend}, ${threads} threads, batch ${batch}, fastest fifth of ${counted} runs\n` +
      `| channels | kernel | ${columns} |\n` +
      `| ${Array(FILTERS.length + 2).fill("--:").join(" | ")} |\n`,
  );
  for (const channels of CHANNELS) {
    for (const kernel of KERNELS) {
      const ratios: string[] = [];
      for (const filters of FILTERS) {
        signal.throwIfAborted();
        const message = model(channels, filters, kernel);
        const original = encodeModel(message);
        poolByStridedConvs(message.graph!, 17, () => true);
        const models = [original, encodeModel(message)];
        const [before, after] = await alternate(models, channels, flags);
        ratios.push((after! / before!).toFixed(2));
      }
      stdout.write(`| ${channels} | ${kernel} x ${kernel} | ${ratios.join(" | ")} |\n`);
    }
  }
}

/** Convolution, ReLU, pooling and another convolution, on `x` [batch, channels, 28, 28]. */
function model(channels: number, filters: number, kernel: number): ModelProto {
  const weights = (name: string, shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const data = Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i) / kernel);
    return makeTensor(name, "float32", shape, data);
  };
  const value = (name: string, shape: (number | string)[]): ValueInfo => ({
    name,
    type: "float32",
    shape,
  });
  const graph = makeGraph({
    name: "pooled convolution",
    inputs: [value("x", ["batch", channels, 28, 28])],
    initializers: [
      weights("filter", [filters, channels, kernel, kernel]),
      weights("bias", [filters]),
      weights("second filter", [16, filters, 3, 3]),
    ],
    nodes: [
      makeNode("Conv", ["x", "filter", "bias"], ["convolved"], {
        pads: { ints: Array(4).fill((kernel - 1) / 2) },
      }),
      makeNode("Relu", ["convolved"], ["rectified"]),
      makeNode("MaxPool", ["rectified"], ["pooled"], {
        kernel_shape: { ints: [2, 2] },
        strides: { ints: [2, 2] },
      }),
      makeNode("Conv", ["pooled", "second filter"], ["y"]),
    ],
    outputs: [value("y", ["batch", 16, 12, 12])],
  });
  return makeModel({ graph, opsets: { "": 17 } });
}

/** Milliseconds of a run of each model: the slowest of the fastest fifth. */
async function alternate(
  models: readonly Uint8Array[],
  channels: number,
  { backend, rounds, threads, batch }: Flags,
): Promise<number[]> {
  const sessions = await Promise.all(
    models.map((bytes) => createSession(bytes, { backend, threads })),
  );
  const data = Float32Array.from(
    { length: batch * channels * 784 },
    (_, i) => (i * 37 % 101) / 101,
  );
  const times = models.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, session] of sessions.entries()) {
      for (let run = 0; run < RUNS; run++) {
        const x = new session.Tensor("float32", data, [batch, channels, 28, 28]);
        const began = performance.now();
        await session.run({ x });
        if (run >= UNCOUNTED) times[i]!.push(performance.now() - began);
      }
    }
  }
  for (const session of sessions) await session.close();
  return times.map((each) => each.toSorted((a, b) => a - b)[Math.floor(each.length / 5)]!);
}

if (import.meta.main) await runCommand(SPEC, main);
