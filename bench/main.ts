/**
 * `deno task bench`: times weft beside PyTorch, TensorFlow.js, scikit-learn and other programs, and
 * prints one table. The programs of a piece of work alternate. See `deno task bench --help`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { availableParallelism } from "node:os";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { threads } from "../cli/shared_flags.ts";
import { type Dataset, loadDataset } from "../data/load.ts";
import { compare, type Work } from "./bench.ts";
import type { Comparison } from "./comparison.ts";
import { fit } from "./parts/fit.ts";
import { inference } from "./parts/inference.ts";
import { maps } from "./parts/maps.ts";
import { training } from "./parts/training.ts";
import { createPythonPeers } from "./python_peers.ts";
import { report } from "./report.ts";

/** The parts, in the order of the table. */
const PARTS: Readonly<Record<string, readonly Work[]>> = { training, inference, fit, maps };

const subjects = new Set(Object.values(PARTS).flat().map(({ subject }) => subject));

const SPEC = {
  name: "deno task bench",
  summary: "Times weft beside PyTorch, TensorFlow.js, scikit-learn and others, on the CPU. Takes " +
    "the python3 on the path.",
  flags: {
    part: {
      kind: "choices",
      value: "PART",
      choices: Object.keys(PARTS),
      bare: true,
      defaultHelp: "all",
      help: `Parts of the table: ${Object.keys(PARTS).join(", ")}`,
    },
    only: {
      kind: "choices",
      value: "NAME",
      choices: [...subjects],
      defaultHelp: "all",
      help: `Models and methods of the parts: ${[...subjects].join(", ")}`,
    },
    rounds: {
      kind: "integer",
      value: "N",
      default: 5,
      min: 1,
      help: "Rounds of each program; one that takes over 10 seconds is timed once",
    },
    threads: threads("Threads of each program that can use them"),
    json: { kind: "boolean", help: "Print all times as one JSON object on stdout" },
  },
  examples: [
    ["deno task bench", "the whole table, about a quarter of an hour"],
    ["deno task bench training --only vae", "a training step of the VAE"],
    ["source venv/bin/activate && deno task bench maps", "with the packages of an environment"],
  ],
} as const satisfies CommandSpec;

async function main(flags: FlagValues<typeof SPEC>, context: CommandContext): Promise<void> {
  const { part, only, rounds, threads = availableParallelism() } = flags;
  const { stderr, signal } = context;
  tf.enableProdMode();
  await tf.setBackend("cpu"); // compiles
  const peers = createPythonPeers();
  const folder = await Deno.makeTempDir();
  let loaded: Promise<Dataset> | undefined;
  const onNotice = (line: string) => stderr.write(`${line}\n`);
  const dataset = () => loaded ??= loadDataset({ data: "auto", onNotice, signal });
  const comparisons: Comparison[] = [];
  try {
    for (const [name, works] of Object.entries(PARTS)) {
      if (part.length > 0 && !part.includes(name)) continue;
      for (const work of works) {
        if (only.length > 0 && !only.includes(work.subject)) continue;
        stderr.write(`${work.name}\n`);
        const bench = { threads, rounds, dataset, folder, peers, signal };
        comparisons.push(await compare(name, work, bench));
      }
    }
  } finally {
    await peers.close();
    await Deno.remove(folder, { recursive: true });
    // A bench that is stopped prints what it has measured.
    if (comparisons.length > 0) report(comparisons, { threads, rounds }, flags, context);
  }
}

if (import.meta.main) await runCommand(SPEC, main);
