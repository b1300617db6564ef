import { join } from "node:path";
import type { RequestContext, RunInHost } from "./hosts.ts";
import type { MapRequest } from "./messages.ts";
import type { MapResult } from "./parity.ts";
import type { ParityRuntime } from "./runtimes.ts";

/** The features of a map. */
export interface Features {
  /** [rows, width]. */
  readonly values: Float32Array;
  readonly width: number;
}

/** Enough points for every part of t-SNE to run, few enough for one thread. */
const MAX_POINTS = 2_000, ITERATIONS = 300;

/** The smallest number of points: t-SNE needs some neighbours of each. */
const MIN_POINTS = 10;

/**
 * Makes a t-SNE map of the same features in each host.
 *
 * @param features `undefined` where the reference gave none: then there are no maps.
 * @returns A row for each host that is on this machine.
 */
export async function makeMaps(
  features: Features | undefined,
  runtimes: readonly ParityRuntime[],
  { workspace, signal, onRuntime }: Pick<RequestContext, "workspace" | "signal"> & {
    readonly onRuntime: (name: string) => void;
  },
): Promise<MapResult[]> {
  const count = Math.min(MAX_POINTS, features ? features.values.length / features.width : 0);
  if (!features || count < MIN_POINTS) return [];
  const dimensions = features.width;
  const request: MapRequest = { kind: "map", count, dimensions, iterations: ITERATIONS };
  const bytes = new Uint8Array(features.values.slice(0, count * features.width).buffer);
  await Deno.writeFile(join(workspace.folder, "features.bin"), bytes);
  const hosts = new Map<string, RunInHost>();
  for (const { host, run } of runtimes) if (!hosts.has(host)) hosts.set(host, run);
  const maps: MapResult[] = [];
  for (const [host, run] of hosts) {
    onRuntime(`t-SNE in ${host}`);
    try {
      const results = await workspace.newResults();
      const response = await run(request, { workspace, signal, results });
      if ("absent" in response) continue;
      maps.push({ engine: response.host, hash: response.hash! });
    } catch (error) {
      signal.throwIfAborted();
      maps.push({ engine: host, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return maps;
}
