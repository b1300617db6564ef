import * as tf from "@tensorflow/tfjs";
import { cpuTarget } from "../train/cpu_block.ts";

/** Images of a training step. */
export const BATCH = 128;

/**
 * The flags of a benchmark of training steps.
 *
 * @param models The models that it can time; the default is all of them.
 * @param rounds The default number of rounds.
 */
export function stepFlags(models: readonly string[], rounds: number) {
  return {
    model: {
      kind: "choices",
      choices: models,
      defaultHelp: "all",
      help: "Models to time",
    },
    rounds: { kind: "integer", value: "N", default: rounds, min: 1, help: "Rounds per model" },
    threads: { kind: "integer", value: "N", default: 2, min: 1, help: "Threads of ONNX Runtime" },
  } as const;
}

/** Selects the tfjs backend cpu, and returns the compiler's target for steps on this CPU. */
export async function prepareSteps(): ReturnType<typeof cpuTarget> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  return await cpuTarget();
}
