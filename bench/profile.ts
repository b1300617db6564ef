/** One node of a graph and the time that it takes, by ONNX Runtime's own profile. */
export interface NodeTime {
  readonly name: string;
  readonly op: string;
  /** Median over the runs. */
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
 * Reads a profile that ONNX Runtime wrote; nodes come with the slowest first, a Loop by what is
 * inside it.
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
