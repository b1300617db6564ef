/**
 * `deno task bench:gradients`: the times of the algorithms for the gradients of a convolution, from
 * which the costs in `compiler/targets.ts` were estimated.
 *
 * @module
 */
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { sizeOf } from "../compiler/graph.ts";
import {
  channelsFirst,
  type ConvGeometry,
  convGeometry,
  filterLayout,
} from "../compiler/kernels/conv_geometry.ts";
import { fastest, filterGradients } from "../compiler/kernels/filter_gradient.ts";
import { gatheredTranspose } from "../compiler/kernels/gathered_transpose.ts";
import { transposedConv } from "../compiler/kernels/transposed_conv.ts";
import { type Lowered, Lowering } from "../compiler/lowering.ts";
import { opsetsOf, type Target } from "../compiler/targets.ts";
import { encodeModel } from "../onnx/encode.ts";
import { makeGraph, makeModel, makeNode } from "../onnx/make.ts";
import { createSession } from "../runtime/session.ts";
import { targetOf } from "../train/target.ts";

type Convolution = readonly [
  name: string,
  side: number,
  channels: number,
  filters: number,
  taps: number,
  stride: number,
  pad: "same" | "valid",
];

/** Convolutions of the built-in models, and others. */
const CONVOLUTIONS: readonly Convolution[] = [
  ["lenet, 1", 32, 1, 6, 5, 1, "valid"],
  ["lenet, 2", 14, 6, 16, 5, 1, "valid"],
  ["lenet-modified, 1", 32, 1, 32, 3, 1, "same"],
  ["lenet-modified, 2", 16, 32, 64, 3, 1, "same"],
  ["lenet-modified, 3", 8, 64, 64, 3, 1, "same"],
  ["vae, 1", 28, 1, 32, 3, 2, "same"],
  ["vae, 2", 14, 32, 64, 3, 2, "same"],
  ["vae, 3", 7, 64, 128, 3, 2, "same"],
  ["of colours", 28, 3, 16, 3, 1, "same"],
  ["of few channels", 16, 16, 16, 3, 1, "same"],
  ["of single taps", 16, 32, 32, 1, 1, "same"],
  ["to few channels", 16, 32, 8, 3, 1, "same"],
];

const SPEC = {
  name: "deno task bench:gradients",
  summary: "Times the algorithms for the gradients of a convolution.",
  flags: {
    backend: {
      kind: "choice",
      choices: ["cpu", "wasm", "webgpu"],
      default: "wasm",
      help: "The backend that computes",
    },
    rounds: { kind: "integer", value: "N", default: 15, min: 1, help: "Runs of each algorithm" },
    threads: { kind: "integer", value: "N", default: 1, min: 1, help: "Threads of ONNX Runtime" },
    batch: { kind: "integer", value: "N", default: 128, min: 1, help: "Images per batch" },
  },
  examples: [["deno task bench:gradients --backend cpu --threads 2", "native, on two cores"]],
} as const satisfies CommandSpec;

type Flags = FlagValues<typeof SPEC>;

/** An algorithm. `emit` emits nodes that read `x`, `dy` and `filter`, and returns the result. */
interface Algorithm {
  readonly name: string;
  readonly target: Target;
  readonly emit: (lowering: Lowering) => string;
}

async function main(flags: Flags, { stdout, signal }: CommandContext): Promise<void> {
  const target = await targetOf(flags.backend);
  const { backend, rounds, threads, batch } = flags;
  stdout.write(
    `${backend}, ${threads} threads, batch ${batch}, least of ${rounds} alternating runs, ms\n`,
  );
  for (const [name, side, channels, filters, taps, stride, pad] of CONVOLUTIONS) {
    signal.throwIfAborted();
    const geometry = convGeometry([batch, side, side, channels], [taps, taps, channels, filters], {
      strides: stride,
      pad,
    });
    const sides = `${channels} to ${filters}, ${taps} x ${taps}, ${side} x ${side}`;
    const filter = await times(byFilter(geometry, target), geometry, flags);
    stdout.write(`${name}: ${sides}\n  by the filter  ${filter}`);
    stdout.write(`; takes ${fastest(geometry, target)}\n`);
    if (channels === 1) continue;
    stdout.write(`  by the input   ${await times(byInput(geometry, target), geometry, flags)}\n`);
  }
}

const activation = (name: string, shape: number[]): Lowered => {
  return { name, shape, dtype: "float32", layout: channelsFirst(4) };
};

/** The gradient by the filter, by each algorithm. */
function byFilter(geometry: ConvGeometry, target: Target): Algorithm[] {
  const { batch, inChannels, outChannels, input, output } = geometry;
  const x = activation("x", [batch, ...input, inChannels]);
  const dy = activation("dy", [batch, ...output, outChannels]);
  return Object.entries(filterGradients).map(([name, gradient]) => {
    return { name, target, emit: (lowering) => gradient(lowering, x, dy, geometry).name };
  });
}

/** The gradient by the input: by Conv and ConvTranspose, with a stride also by gathered rows. */
function byInput(geometry: ConvGeometry, target: Target): Algorithm[] {
  const { batch, inChannels, outChannels, kernel, output, strides } = geometry;
  const transposed = (name: string, foldCost: number): Algorithm => ({
    name,
    target: { ...target, foldCost, directChannels: 0 },
    emit: (lowering) => {
      const swapped = lowering.emit("Transpose", ["filter"], { perm: { ints: [1, 0, 2, 3] } });
      return transposedConv(lowering, "dy", { plain: "filter", swapped }, geometry);
    },
  });
  const dy = activation("dy", [batch, ...output, outChannels]);
  const filter: Lowered = {
    ...{ name: "filter", shape: [...kernel, inChannels, outChannels], dtype: "float32" },
    layout: filterLayout(4),
  };
  return [
    strides.every((stride) => stride === 1) ? transposed("Conv", Infinity) : {
      name: "gathered",
      target,
      emit: (lowering) => gatheredTranspose(lowering, dy, filter, geometry).name,
    },
    transposed("ConvTranspose", 0),
  ];
}

/** Runs the algorithms in turn, and describes the least time of each. */
async function times(
  algorithms: readonly Algorithm[],
  { batch, inChannels, outChannels, kernel, input, output }: ConvGeometry,
  { backend, rounds, threads }: Flags,
): Promise<string> {
  const shapes = {
    x: [batch, inChannels, ...input],
    dy: [batch, outChannels, ...output],
    filter: [outChannels, inChannels, ...kernel],
  };
  const inputs = Object.entries(shapes).map(([name, shape]) => {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i * 37 % 101) / 101);
    return { name, type: "float32", shape, data } as const;
  });
  const sessions = await Promise.all(algorithms.map(({ target, emit }) => {
    const lowering = new Lowering(target, [...Object.keys(shapes), "largest"]);
    // One number is returned, so that no time is spent on copying the gradient.
    const largest = makeNode("ReduceMax", [emit(lowering)], ["largest"], { keepdims: { i: 0 } });
    const graph = makeGraph({
      name: "gradient",
      nodes: [...lowering.nodes, largest],
      initializers: lowering.initializers,
      inputs,
      outputs: [{ name: "largest", type: "float32", shape: [] }],
    });
    const bytes = encodeModel(makeModel({ graph, opsets: opsetsOf(target) }));
    return createSession(bytes, { backend, threads });
  }));
  const least = algorithms.map(() => Infinity);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, session] of sessions.entries()) {
      const feeds = Object.fromEntries(
        inputs.map(({ name, type, shape, data }) => [name, new session.Tensor(type, data, shape)]),
      );
      const start = performance.now();
      await session.run(feeds);
      const time = performance.now() - start;
      if (round > 0) least[i] = Math.min(least[i]!, time);
    }
  }
  for (const session of sessions) await session.close();
  return algorithms.map(({ name }, i) => `${name} ${least[i]!.toFixed(2)}`).join(", ");
}

if (import.meta.main) await runCommand(SPEC, main);
