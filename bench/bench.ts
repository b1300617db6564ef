import type { Dataset } from "../data/load.ts";
import { versions } from "../train/versions.ts";
import { type Absent, type Comparison, isAbsent, type Program } from "./comparison.ts";
import type { PythonPeers } from "./python_peers.ts";
import { timeRounds } from "./rounds.ts";

/** The name and the version of weft, for its programs. */
export const WEFT = { name: "weft", version: versions().weft! };

/** A program of weft's that does its work by a call of `run`. */
export function weftProgram(
  run: () => unknown,
  rest: Pick<Program, "threads" | "form" | "close">,
): Program {
  return {
    ...{ ...WEFT, ...rest },
    time: async (count) => {
      const start = performance.now();
      for (let i = 0; i < count; i++) await run();
      return (performance.now() - start) / count;
    },
  };
}

/** The surroundings of all work of a bench. */
export interface Bench {
  readonly threads: number;
  readonly rounds: number;
  /** Loads Fashion-MNIST, once. */
  readonly dataset: () => Promise<Dataset>;
  /** A folder for files that programs give each other. */
  readonly folder: string;
  readonly peers: PythonPeers;
  readonly signal: AbortSignal;
}

/** A piece of work that several programs do. */
export interface Work {
  /** The work in words, such as `LeNet, a training step of 128 images`. */
  readonly name: string;
  /** The name of the model or of the method, which `--only` takes. */
  readonly subject: string;
  /** Starts the programs. */
  readonly start: (bench: Bench) => Promise<Contest>;
}

/** The programs that do the same work. */
export interface Contest {
  readonly weft: Program;
  readonly others: readonly (Program | Absent)[];
}

/** Times all programs of a piece of work. */
export async function compare(part: string, work: Work, bench: Bench): Promise<Comparison> {
  const { weft, others } = await work.start(bench);
  const programs = [weft, ...others.filter((other): other is Program => !isAbsent(other))];
  try {
    const [ours, ...theirs] = await timeRounds(programs, bench.rounds, bench.signal);
    const absent = others.filter(isAbsent);
    return { part, work: work.name, weft: ours!, others: [...theirs, ...absent] };
  } finally {
    for (const { close } of programs) await close?.();
  }
}
