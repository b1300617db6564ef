// This module is browser compatible.

/** A node and the execution provider that computed it, by ONNX Runtime's own account. */
export interface PlacedNode {
  readonly name: string;
  readonly op: string;
  /** "CPU", "WebGpu", "CUDA", … */
  readonly provider: string;
  /** Whether all it gives are small integers: arithmetic on shapes, which belongs on the CPU. */
  readonly shapes: boolean;
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly args?: {
    readonly op_name?: string;
    readonly provider?: string;
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

const SUFFIX = "_kernel_time";

/**
 * What ONNX Runtime appends to the name of a node that it turns from NCHW to NHWC, the order that
 * WebGPU prefers.
 */
const RENAMED = /_token_\d+$/;

/** More numbers than any shape has. */
const SHAPE_SIZE = 16;

/**
 * Reads a profile that ONNX Runtime wrote: every node that ran, once.
 *
 * @param profile The file's text, JSON in Chrome's trace format.
 */
export function readPlacement(profile: string): PlacedNode[] {
  const events = JSON.parse(profile) as TraceEvent[];
  const nodes = new Map<string, PlacedNode>();
  for (const { cat, name, args } of events) {
    if (cat !== "Node" || !name.endsWith(SUFFIX)) continue;
    nodes.set(name, {
      name: name.slice(0, -SUFFIX.length).replace(RENAMED, ""),
      op: args!.op_name!,
      provider: args!.provider!.replace("ExecutionProvider", ""),
      shapes: isShape(args!.output_type_shape ?? []),
    });
  }
  return [...nodes.values()];
}

function isShape(outputs: readonly Readonly<Record<string, readonly number[]>>[]): boolean {
  return outputs.length > 0 &&
    outputs.every((output) =>
      Object.entries(output).every(([type, shape]) =>
        /^(int64|int32|bool)$/.test(type) &&
        shape.reduce((size, length) => size * length, 1) <= SHAPE_SIZE
      )
    );
}

/**
 * The nodes that a GPU provider left to the CPU. Arithmetic on shapes is not among them: it belongs
 * there.
 */
export function fallbackNodes(nodes: readonly PlacedNode[]): PlacedNode[] {
  return nodes.filter(({ provider, shapes }) => provider === "CPU" && !shapes);
}
