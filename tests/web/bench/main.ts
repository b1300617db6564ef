/**
 * `deno task bench:page`: the demo page's main thread, the first prediction of a page, and training
 * steps in a page beside other programs.
 *
 * @module
 */

import type { Comparison } from "../../../bench/comparison.ts";
import { report } from "../../../bench/report.ts";
import type { CommandSpec } from "../../../cli/flag.ts";
import type { FlagValues } from "../../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../../cli/run_command.ts";
import { timeMainThread } from "./main_thread_tasks.ts";
import { TRAINING_PROGRAMS } from "./pages/training_programs.ts";
import { timeStarts } from "./start.ts";
import { MODELS, timeTraining } from "./training.ts";

const SPEC = {
  name: "deno task bench:page",
  summary: "Times in Chromium the demo page's main thread, the first prediction of a page, and " +
    "training steps beside TensorFlow.js and jax-js in one page, in alternating rounds.",
  flags: {
    part: {
      kind: "choices",
      value: "PART",
      choices: ["tasks", "start", "training"],
      bare: true,
      defaultHelp: "all",
      help: "Parts to run",
    },
    model: { kind: "choices", choices: MODELS, defaultHelp: "all", help: "Models to train" },
    on: {
      kind: "choices",
      choices: Object.keys(TRAINING_PROGRAMS),
      defaultHelp: "all",
      help: "What computes the training steps",
    },
    rounds: { kind: "integer", value: "N", default: 5, min: 1, help: "Rounds of each program" },
    json: { kind: "boolean", help: "Print one JSON object with all times" },
  },
  examples: [
    ["deno task bench:page training --model lenet", "LeNet's training step only"],
    ["deno task bench:page start --rounds 9", "the first prediction, in nine rounds"],
  ],
} as const satisfies CommandSpec;

type Flags = FlagValues<typeof SPEC>;

/** The parts by name. */
const PARTS: Readonly<
  Record<string, (flags: Flags, signal: AbortSignal) => Promise<Comparison[]>>
> = {
  tasks: (_flags, signal) => timeMainThread(signal),
  start: ({ rounds }, signal) => timeStarts(rounds, signal),
  training: ({ model, on, rounds }, signal) =>
    timeTraining({
      models: model.length > 0 ? model : MODELS,
      on: on.length > 0 ? on : Object.keys(TRAINING_PROGRAMS),
      rounds,
    }, signal),
};

async function main(flags: Flags, context: CommandContext): Promise<void> {
  const comparisons: Comparison[] = [];
  for (const [name, run] of Object.entries(PARTS)) {
    if (flags.part.length > 0 && !flags.part.some((part) => part === name)) continue;
    comparisons.push(...await run(flags, context.signal));
  }
  const threads = navigator.hardwareConcurrency;
  report(comparisons, { threads, rounds: flags.rounds }, flags, context);
}

if (import.meta.main) await runCommand(SPEC, main);
