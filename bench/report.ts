import { availableParallelism } from "node:os";
import type { CommandContext } from "../cli/run_command.ts";
import { versions } from "../train/versions.ts";
import { type Comparison, isAbsent, median, ratioOf, type Timed } from "./comparison.ts";
import { tableOf } from "./table.ts";

/** Conditions of a bench. */
export interface Conditions {
  /** Threads of weft. */
  readonly threads: number;
  /** Rounds of each program. */
  readonly rounds: number;
}

/** Prints comparisons with the machine and all versions: a table, or one JSON object. */
export function report(
  comparisons: readonly Comparison[],
  conditions: Conditions,
  { json }: { readonly json: boolean },
  { stdout }: CommandContext,
): void {
  const { processor, ...programs } = versions();
  const processors = availableParallelism();
  const system = `${Deno.build.os} ${Deno.build.arch}`;
  if (json) {
    const machine = { processor, processors, system };
    const rows = comparisons.map(withRatios);
    stdout.write(`${JSON.stringify({ machine, versions: programs, ...conditions, rows })}\n`);
    return;
  }
  const { threads, rounds } = conditions;
  const { weft, deno, onnxruntime } = programs;
  stdout.write(
    `${processor}, ${processors} processors, ${system}; weft ${weft}, ${threads} threads, ` +
      `Deno ${deno}, ONNX Runtime ${onnxruntime}; medians of ${rounds} rounds\n\n` +
      tableOf(comparisons),
  );
}

/** A comparison with medians and ratios, for JSON; an infinite time becomes null there. */
function withRatios({ weft, others, ...rest }: Comparison) {
  const withMedian = (timed: Timed) => ({ ...timed, median: median(timed.milliseconds) });
  return {
    ...rest,
    weft: withMedian(weft),
    others: others.map((other) =>
      isAbsent(other) ? other : { ...withMedian(other), ratio: ratioOf(weft, other) ?? null }
    ),
  };
}
