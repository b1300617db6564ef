import { type RunProgram, runProgram } from "../../cli/run_program.ts";

/** An NVIDIA card. */
export interface NvidiaGpu {
  readonly name: string;
  /** Version of the driver. */
  readonly driver: string;
  readonly memoryBytes: number;
}

/** What nvidia-smi says. */
export interface Nvidia {
  readonly gpus: readonly NvidiaGpu[];
  /** The newest CUDA that the driver can run. */
  readonly cuda: string | undefined;
}

/**
 * Asks nvidia-smi, which comes with the driver; `undefined` where it is not there or finds no card.
 */
export async function readNvidia(run: RunProgram = runProgram): Promise<Nvidia | undefined> {
  const table = await run("nvidia-smi", [
    "--query-gpu=name,driver_version,memory.total",
    "--format=csv,noheader,nounits",
  ]);
  const gpus = (table ?? "").trim().split("\n").flatMap((line): NvidiaGpu[] => {
    const [name, driver, mebibytes] = line.split(",").map((part) => part.trim());
    return name && driver ? [{ name, driver, memoryBytes: Number(mebibytes) * 2 ** 20 }] : [];
  });
  if (gpus.length === 0) return undefined;
  const cuda = /CUDA Version:\s*([\d.]+)/.exec(await run("nvidia-smi", []) ?? "")?.[1];
  return { gpus, cuda };
}
