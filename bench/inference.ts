/**
 * `deno task bench:inference`: three measurements of inference on the CPU.
 *
 * 1. Images per second of the zoo's classifiers and of eager PyTorch, with the same number of
 *   threads, alternating in one run. PyTorch is optional.
 * 2. The share of ONNX Runtime in the time of `deno task infer --split train`.
 * 3. The time of the whole process for one picture.
 *
 * @module
 */
import { encode } from "fast-png";
import { join } from "node:path";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import type { Terminal } from "../cli/terminal.ts";
import { synthesize } from "../data/synthetic.ts";
import { loadModel } from "../infer/load_model.ts";
import { runLogits } from "../infer/run_logits.ts";
import { denoCommand } from "../runtime/hosts/host_command.ts";
import { mean, median, quantile } from "./times.ts";
import { LAYOUTS, startTorch, type TorchPeer } from "./torch_peer.ts";

/** The models of the comparison with PyTorch. */
const MODELS = ["lenet", "lenet-modified"];
/** Batches per round. There are many, because the speed of a round of 10 ms may be chance. */
const BATCHES = 64;
/** Milliseconds before each round, so that the threads of the other program stop spinning. */
const REST = 50;

const SPEC = {
  name: "deno task bench:inference",
  summary: "Times inference beside PyTorch's, on the CPU, and the command infer as a whole.",
  flags: {
    rounds: { kind: "integer", value: "N", default: 10, min: 1, help: "Rounds per model" },
    threads: { kind: "integer", value: "N", default: 2, min: 1, help: "Threads of each program" },
    batch: { kind: "integer", value: "N", default: 32, min: 1, help: "Images per batch" },
  },
  examples: [["deno task bench:inference --rounds 3", "a quick measurement"]],
} as const satisfies CommandSpec;

type Flags = FlagValues<typeof SPEC>;

async function main(flags: Flags, { stdout, signal }: CommandContext): Promise<void> {
  await compareWithTorch(flags, stdout, signal);
  await measureShare(stdout);
  await measureColdStart(flags.rounds, stdout, signal);
}

async function compareWithTorch(
  flags: Flags,
  stdout: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { rounds, threads, batch } = flags;
  const { images } = synthesize({ split: "test", count: batch * BATCHES });
  const torch = await startTorch("torch_inference", threads, images);
  stdout.write(
    torch
      ? `PyTorch ${torch.version}, ${threads} threads, batch ${batch}, ${rounds} rounds\n`
      : "PyTorch is not installed: times of weft only (apt-get install python3-torch)\n",
  );
  for (const name of MODELS) {
    const times = await timeBatches(name, images, flags, torch, signal);
    const perSecond = (milliseconds: number) => (1000 * batch / milliseconds).toFixed(0);
    for (const [who, each] of Object.entries(times)) {
      stdout.write(
        `${name} ${who}: ${perSecond(median(each))} images/s by the median batch, ` +
          `${perSecond(quantile(each, 0.1))} by the fastest tenth, ${
            perSecond(mean(each))
          } in all\n`,
      );
    }
    if (!torch) continue;
    const ratio = (part: number) => {
      const fastest = Math.min(...LAYOUTS.map((layout) => quantile(times[layout]!, part)));
      return (fastest / quantile(times.weft!, part)).toFixed(2);
    };
    stdout.write(
      `${name}: ${ratio(0.5)} times the faster PyTorch by the median batch, ` +
        `${ratio(0.1)} by the fastest tenth\n`,
    );
  }
  await torch?.close();
}

/** Milliseconds of every batch by program: `weft` and the layouts of PyTorch. */
async function timeBatches(
  name: string,
  images: Uint8Array,
  { rounds, threads, batch }: Flags,
  torch: TorchPeer | undefined,
  signal: AbortSignal,
): Promise<Record<string, number[]>> {
  const rest = () => new Promise((resolve) => setTimeout(resolve, REST));
  const model = await loadModel(`zoo:${name}`, { backend: "cpu", threads });
  const times: Record<string, number[]> = { weft: [] };
  await runLogits(model, images, { batchSize: batch });
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    await rest();
    let began = performance.now();
    const onProgress = () => {
      const ended = performance.now();
      times.weft!.push(ended - began);
      began = ended;
    };
    await runLogits(model, images, { batchSize: batch, onProgress });
    for (const layout of torch ? LAYOUTS : []) {
      await rest();
      (times[layout] ??= []).push(...await torch!.time(name, layout, batch, BATCHES));
    }
  }
  await model.close();
  return times;
}

/** Runs `deno task infer`; returns its output and the seconds of the whole process. */
async function infer(...args: readonly string[]): Promise<{ stdout: string; seconds: number }> {
  const began = performance.now();
  const { success, stdout, stderr } = await denoCommand(
    ["task", "--quiet", "infer", "--model", "zoo:lenet-modified", ...args],
  ).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const seconds = (performance.now() - began) / 1000;
  return { stdout: new TextDecoder().decode(stdout), seconds };
}

async function measureShare(stdout: Terminal): Promise<void> {
  const result = await infer("--backend", "cpu", "--split", "train", "--json");
  const { dataset, images, imagesPerSecond, runtimeShare } = JSON.parse(result.stdout);
  stdout.write(
    `infer --split train: ${images} images of ${dataset}, ${imagesPerSecond.toFixed(0)} ` +
      `images/s, ${(100 * runtimeShare).toFixed(1)} % of the time after start-up inside ` +
      "ONNX Runtime\n",
  );
}

async function measureColdStart(
  rounds: number,
  stdout: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const times: Record<string, number[]> = { auto: [], cpu: [] };
  try {
    const picture = join(folder, "shirt.png");
    const { images: data } = synthesize({ split: "test", count: 1 });
    const png = encode({ width: 28, height: 28, channels: 1, depth: 8, data });
    await Deno.writeFile(picture, png);
    for (let round = 0; round < rounds; round++) {
      for (const [backend, each] of Object.entries(times)) {
        signal.throwIfAborted();
        each.push(1000 * (await infer("--backend", backend, "--input", picture)).seconds);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  for (const [backend, each] of Object.entries(times)) {
    stdout.write(
      `infer --backend ${backend} --input shirt.png, whole process: ` +
        `median ${median(each).toFixed(0)} ms, least ${Math.min(...each).toFixed(0)}, ` +
        `most ${Math.max(...each).toFixed(0)}\n`,
    );
  }
}

if (import.meta.main) await runCommand(SPEC, main);
