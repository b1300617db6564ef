/**
 * `deno task bench:accuracy`: the time that `deno task train` and a program in PyTorch take to
 * bring the modified LeNet to an accuracy on the validation images. The time begins with the
 * process and includes the loading of the data. Both follow the recipe `default`.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { data, threads } from "../cli/shared_flags.ts";
import { loadDataset } from "../data/load.ts";
import { WeftError } from "../error.ts";
import { lenetModified } from "../models/lenet_modified.ts";
import { ROOT } from "../root.ts";
import { denoCommand, hostCommand } from "../runtime/hosts/host_command.ts";
import { WEFT } from "./bench.ts";
import type { Absent, Comparison, Timed } from "./comparison.ts";
import { findPython } from "./python_peers.ts";
import { report } from "./report.ts";
import { readRun, timeTo, type TrainedRun } from "./trained_run.ts";

/** Accuracies on the validation images. */
const LEVELS = [0.9, 0.92];
const RECIPE = lenetModified.recipes.default;

const SPEC = {
  name: "deno task bench:accuracy",
  summary:
    `Times the training of the modified LeNet to ${
      LEVELS.map((level) => `${100 * level} %`).join(" and ")
    } on the ${RECIPE.valSplit.toLocaleString("en")} validation images, from the start of the ` +
    "process on, beside PyTorch by the same recipe.",
  flags: {
    seeds: { kind: "integer", value: "N", default: 3, min: 1, help: "Runs of each program" },
    epochs: {
      kind: "integer",
      value: "N",
      default: RECIPE.epochs,
      min: 1,
      help: "Epochs of each run; the schedule of the learning rate ends with them",
    },
    data: { ...data("Where Fashion-MNIST comes from", "auto"), default: "auto" },
    threads: threads("Threads of each program"),
    json: { kind: "boolean", help: "Print all times as one JSON object on stdout" },
  },
  examples: [
    ["deno task bench:accuracy", "three runs of each, about a quarter of an hour"],
    ["deno task bench:accuracy --seeds 1 --epochs 1", "a first look"],
  ],
} as const satisfies CommandSpec;

/** The settings that both programs share. */
interface Settings {
  readonly epochs: number;
  readonly threads: number;
  /** The folder of Fashion-MNIST. */
  readonly data: string;
}

/** Trains with a seed. */
type Train = (seed: number) => Promise<TrainedRun>;

async function main(flags: FlagValues<typeof SPEC>, context: CommandContext): Promise<void> {
  const { seeds, epochs, threads = availableParallelism() } = flags;
  const { stderr, signal } = context;
  const settings = { epochs, threads, data: await dataFolder(flags.data, signal) };
  const torch = await torchTraining(settings);
  const programs: Record<string, Train> = {
    weft: weftTraining(settings),
    ...torch ? { PyTorch: torch.train } : {},
  };
  const runs: Record<string, TrainedRun[]> = {};
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [name, train] of Object.entries(programs)) {
      signal.throwIfAborted();
      const run = await train(seed);
      (runs[name] ??= []).push(run);
      const accuracies = run.epochs.map(({ accuracy, milliseconds }) =>
        `${(100 * accuracy).toFixed(2)} % at ${(milliseconds / 1000).toFixed(1)} s`
      );
      stderr.write(`seed ${seed}, ${name}: ${accuracies.join(", ")}\n`);
    }
  }
  const weft = { ...WEFT, threads };
  const other = torch
    ? { name: "PyTorch", version: torch.version, threads }
    : { name: "PyTorch", absent: "not installed (pip install torch)" };
  report(comparisons(runs, weft, other), { threads, rounds: seeds }, flags, context);
}

/** The times of all runs to each level, and of the whole process. */
function comparisons(
  runs: Readonly<Record<string, readonly TrainedRun[]>>,
  weft: Pick<Timed, "name" | "version" | "threads">,
  other: typeof weft | Absent,
): Comparison[] {
  const works: [name: string, time: (run: TrainedRun) => number][] = [
    ...LEVELS.map((level): [string, (run: TrainedRun) => number] => [
      `Modified LeNet, start to ${100 * level} % on validation images`,
      (run) => timeTo(run, level),
    ]),
    ["Modified LeNet, the whole training", ({ milliseconds }) => milliseconds],
  ];
  const timed = (program: typeof weft, time: (run: TrainedRun) => number): Timed => {
    const own = runs[program.name]!;
    const milliseconds = own.map(time);
    const test = own.reduce((sum, { test }) => sum + test, 0) / own.length;
    return {
      ...program,
      first: milliseconds[0]!,
      milliseconds,
      quality: { "test accuracy": test },
    };
  };
  return works.map(([work, time]) => ({
    part: "accuracy",
    work,
    weft: timed(weft, time),
    others: ["absent" in other ? other : timed(other, time)],
  }));
}

function weftTraining({ epochs, threads, data }: Settings): Train {
  return async (seed) => {
    const folder = await Deno.makeTempDir();
    try {
      const numbers = Object.entries({ seed, epochs, threads })
        .flatMap(([name, value]) => [`--${name}`, `${value}`]);
      const flags = [...numbers, "--data", data, "--backend", "cpu", "--out", join(folder, "run")];
      const command = denoCommand(
        ["task", "--quiet", "train", "--model", lenetModified.name, ...flags],
        { cwd: ROOT, stdin: "null", stdout: "null", stderr: "piped" },
      );
      return await readRun(command, "stderr");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
}

/** The training in PyTorch; `undefined` where no Python has it. */
async function torchTraining(
  settings: Settings,
): Promise<{ version: string; train: Train } | undefined> {
  const python = await findPython("torch");
  if (python === undefined) return undefined;
  const ask = ["-c", "import torch; print(torch.__version__.split('+')[0])"];
  const { stdout } = await hostCommand(python, ask).output();
  const script = new URL("./peers/torch_accuracy.py", import.meta.url).pathname;
  return {
    version: new TextDecoder().decode(stdout).trim(),
    train: async (seed) => {
      const options = JSON.stringify({ ...RECIPE, ...settings, seed });
      const command = hostCommand(python, [script, options], { stdin: "null", stdout: "piped" });
      return await readRun(command, "stdout");
    },
  };
}

/** The folder of the real images; downloads them where they are missing. */
async function dataFolder(data: string, signal: AbortSignal): Promise<string> {
  const { synthetic, source } = await loadDataset({ data, signal });
  if (!synthetic) return source;
  throw new WeftError(
    "data",
    "Cannot time training to an accuracy on synthetic images",
    "Connect to a network once, or name the folder of Fashion-MNIST with --data",
  );
}

if (import.meta.main) await runCommand(SPEC, main);
