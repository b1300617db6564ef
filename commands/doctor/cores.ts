import { availableParallelism, cpus } from "node:os";
import { type RunProgram, runProgram } from "../../cli/run_program.ts";

/** The processor. */
export interface Processor {
  readonly name: string;
  /** The number of threads that can run at the same time. */
  readonly logical: number;
  /** The number of cores, where the system reports it. */
  readonly physical: number | undefined;
}

/** The programs that report the number of cores, by system. */
const COUNTS: Readonly<
  Record<string, (run: RunProgram) => Promise<number | undefined>>
> = {
  linux: async (run) => {
    const lines = (await run("lscpu", ["-p=Core,Socket"]))?.split("\n");
    return lines && new Set(lines.filter((line) => /^\d/.test(line))).size;
  },
  darwin: async (run) => Number(await run("sysctl", ["-n", "hw.physicalcpu"])) || undefined,
};

/** Reads the name and the cores of the processor. */
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
