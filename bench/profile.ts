/** The time of a node, from a profile of ONNX Runtime. */
export interface NodeTime {
  readonly name: string;
  /** The operator. */
  readonly op: string;
  /** The median over the runs. */
  readonly milliseconds: number;
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

const SUFFIX = "_kernel_time";

/**
 * Reads a profile of ONNX Runtime. A Loop counts by the nodes in its body. The slowest node is
 * first.
 */
export async function readProfile(path: string): Promise<NodeTime[]> {
  const events = JSON.parse(await Deno.readTextFile(path)) as TraceEvent[];
  const nodes = new Map<string, { op: string; micros: number[] }>();
  for (const { cat, name, dur, args } of events) {
    const op = args?.op_name ?? "";
    if (cat !== "Node" || !name.endsWith(SUFFIX) || op === "Loop") continue;
    const key = name.slice(0, -SUFFIX.length);
    const entry = nodes.get(key) ?? { op, micros: [] };
    entry.micros.push(dur);
    nodes.set(key, entry);
  }
  return [...nodes].map(([name, { op, micros }]) => ({
    name,
    op,
    milliseconds: micros.sort((a, b) => a - b)[micros.length >> 1]! / 1000,
  })).sort((a, b) => b.milliseconds - a.milliseconds);
}
