import { parseArgs } from "node:util";

/** Images of a training step. */
export const BATCH = 128;

/** The flags of a bench of training steps: `[--model NAME]… [--rounds N] [--threads N]`. */
export function stepOptions(rounds: number) {
  const { values } = parseArgs({
    options: {
      model: { type: "string", multiple: true },
      rounds: { type: "string", default: `${rounds}` },
      threads: { type: "string", default: "2" },
    },
  });
  return { models: values.model, rounds: Number(values.rounds), threads: Number(values.threads) };
}
