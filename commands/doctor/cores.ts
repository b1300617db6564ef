import { availableParallelism, cpus } from "node:os";
import { type RunProgram, runProgram } from "../../cli/run_program.ts";

/** The processor. */
export interface Processor {
  readonly name: string;
  /** Threads that run at the same time. */
  readonly logical: number;
  /** Cores behind them, where the system tells. ONNX Runtime starts a thread on each. */
  readonly physical: number | undefined;
}

/** What tells the number of cores, by system. */
const COUNTS: Readonly<
  Record<string, (run: RunProgram) => Promise<number | undefined>>
> = {
  linux: async (run) => {
    const lines = (await run("lscpu", ["-p=Core,Socket"]))?.split("\n");
    return lines && new Set(lines.filter((line) => /^\d/.test(line))).size;
  },
  darwin: async (run) => Number(await run("sysctl", ["-n", "hw.physicalcpu"])) || undefined,
};

/** Asks the system about its processor. */
export async function readProcessor(
  run: RunProgram = runProgram,
  system: string = Deno.build.os,
): Promise<Processor> {
  return {
    name: cpus()[0]?.model.trim() || "unknown",
    logical: availableParallelism(),
    physical: await COUNTS[system]?.(run) || undefined,
  };
}
