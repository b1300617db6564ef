/**
 * `deno task bench:nodes`: the slowest nodes of a training step, by ONNX Runtime's profiler.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { threads } from "../cli/shared_flags.ts";
import type { CompiledStep } from "../compiler/mod.ts";
import type { Chunk } from "../train/chunks.ts";
import { startTrainer } from "../train/create_trainer.ts";
import { type NodeTime, readProfile } from "./profile.ts";
import { prepareStep, STEPS } from "./step.ts";

/** Calls of the step under the profiler. */
const CALLS = 3;

const SPEC = {
  name: "deno task bench:nodes",
  summary: "Lists the slowest nodes of a training step on the CPU.",
  flags: {
    model: {
      kind: "choices",
      choices: Object.keys(STEPS),
      defaultHelp: "all",
      help: "Models whose step is profiled",
    },
    nodes: { kind: "integer", value: "N", default: 8, min: 1, help: "Length of the list" },
    threads: threads("Threads of ONNX Runtime"),
  },
  examples: [["deno task bench:nodes --model vae --nodes 20", "the VAE's 20 slowest nodes"]],
} as const satisfies CommandSpec;

async function main(
  { model, nodes, threads = availableParallelism() }: FlagValues<typeof SPEC>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend("cpu"); // compiles
  for (const name of model.length > 0 ? model : Object.keys(STEPS)) {
    signal.throwIfAborted();
    const { step, chunk } = await prepareStep(name);
    const times = await nodeTimes(step, chunk, threads);
    const total = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    stdout.write(`${name}: ${times.length} nodes, ${total.toFixed(1)} ms in all\n`);
    for (const { name, op, milliseconds } of times.slice(0, nodes)) {
      const time = milliseconds.toFixed(2).padStart(8);
      stdout.write(`${time} ms  ${op.padEnd(12)} ${name.replace("step/", "")}\n`);
    }
  }
}

/** The time of every node of a step, the slowest first. */
async function nodeTimes(step: CompiledStep, chunk: Chunk, threads: number): Promise<NodeTime[]> {
  const folder = await Deno.makeTempDir();
  try {
    const profile = join(folder, "profile");
    const trainer = await startTrainer(step, { backend: "cpu", threads, profile });
    for (let i = 0; i < CALLS; i++) await trainer.runMany(chunk.count, chunk.inputs);
    trainer.session.ort.endProfiling();
    await trainer.close();
    const [file] = [...Deno.readDirSync(folder)];
    return await readProfile(join(folder, file!.name));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await runCommand(SPEC, main);
