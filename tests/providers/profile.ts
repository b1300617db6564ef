/** A node and the execution provider that computed it, by ONNX Runtime's own account. */
export interface PlacedNode {
  readonly name: string;
  readonly op: string;
  /** "CPU", "WebGpu", … */
  readonly provider: string;
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

const SUFFIX = "_kernel_time";

/** What ONNX Runtime appends to the name of a node that it turns from NCHW to NHWC, the order that WebGPU prefers. */
const RENAMED = /_token_\d+$/;

/** Reads a profile that ONNX Runtime wrote: every node that ran, once. */
export async function readPlacement(path: string): Promise<PlacedNode[]> {
  const events = JSON.parse(await Deno.readTextFile(path)) as TraceEvent[];
  const nodes = new Map<string, PlacedNode>();
  for (const { cat, name, args } of events) {
    if (cat !== "Node" || !name.endsWith(SUFFIX)) continue;
    nodes.set(name, {
      name: name.slice(0, -SUFFIX.length).replace(RENAMED, ""),
      op: args!.op_name!,
      provider: args!.provider!.replace("ExecutionProvider", ""),
    });
  }
  return [...nodes.values()];
}
