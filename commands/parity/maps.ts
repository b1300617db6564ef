import { join } from "node:path";
import type { HostContext } from "./hosts.ts";
import type { MapJob } from "./job.ts";
import type { MapResult } from "./parity.ts";
import type { ParityRuntime } from "./runtimes.ts";

/** What a map is made of. */
export interface Features {
  /** [rows, width]. */
  readonly values: Float32Array;
  readonly width: number;
}

/** Enough points for every part of t-SNE to work, few enough for one thread. */
const POINTS = 2_000, ITERATIONS = 300;

/** Fewer points than t-SNE has neighbours to look for. */
const FEWEST = 10;

/**
 * Makes a t-SNE map of the same features in each engine of the runtimes.
 *
 * @param features `undefined` where the reference gave none: then there is no map.
 * @returns A row for each engine that is on this machine.
 */
export async function drawMaps(
  features: Features | undefined,
  runtimes: readonly ParityRuntime[],
  { workshop, signal, onRuntime }: Pick<HostContext, "workshop" | "signal"> & {
    readonly onRuntime: (name: string) => void;
  },
): Promise<MapResult[]> {
  const count = Math.min(POINTS, features ? features.values.length / features.width : 0);
  if (!features || count < FEWEST) return [];
  const job: MapJob = { task: "map", count, dimensions: features.width, iterations: ITERATIONS };
  const bytes = new Uint8Array(features.values.slice(0, count * features.width).buffer);
  await Deno.writeFile(join(workshop.folder, "features.bin"), bytes);
  const engines = new Map<string, ParityRuntime["host"]>();
  for (const { engine, host } of runtimes) if (!engines.has(engine)) engines.set(engine, host);
  const maps: MapResult[] = [];
  for (const [engine, host] of engines) {
    onRuntime(`t-SNE in ${engine}`);
    try {
      const outcome = await host(job, { workshop, signal, results: await workshop.newResults() });
      if ("missing" in outcome) continue;
      maps.push({ engine: outcome.engine, hash: outcome.hash! });
    } catch (error) {
      signal.throwIfAborted();
      maps.push({ engine, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return maps;
}
