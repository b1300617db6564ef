// This module is browser compatible.

/** A node and the execution provider that ran it, read from ONNX Runtime's profile. */
export interface PlacedNode {
  readonly name: string;
  readonly op: string;
  /** `CPU`, `WebGpu`, `CUDA`, … */
  readonly provider: string;
  /** True when all outputs are small integers: arithmetic on shapes, which belongs on the CPU. */
  readonly shapes: boolean;
}

/** An event of Chrome's trace format, as far as it is read here. */
interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly args?: {
    readonly op_name?: string;
    readonly provider?: string;
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** The end of the name of an event that timed a node. */
const SUFFIX = "_kernel_time";

/** The suffix that ONNX Runtime gives to a node when it changes its layout from NCHW to NHWC. */
const LAYOUT_SUFFIX = /_token_\d+$/;

/** The number of elements up to which a tensor of integers counts as a shape. */
const MAX_SHAPE_SIZE = 16;

/**
 * Reads a profile that ONNX Runtime wrote.
 *
 * @param profile The text of the file: JSON in Chrome's trace format.
 * @returns Every node that ran, once.
 */
export function readPlacement(profile: string): PlacedNode[] {
  const events = JSON.parse(profile) as TraceEvent[];
  const nodes = new Map<string, PlacedNode>();
  for (const { cat, name, args } of events) {
    if (cat !== "Node" || !name.endsWith(SUFFIX)) continue;
    nodes.set(name, {
      name: name.slice(0, -SUFFIX.length).replace(LAYOUT_SUFFIX, ""),
      op: args!.op_name!,
      provider: args!.provider!.replace("ExecutionProvider", ""),
      shapes: areShapes(args!.output_type_shape ?? []),
    });
  }
  return [...nodes.values()];
}

function areShapes(outputs: readonly Readonly<Record<string, readonly number[]>>[]): boolean {
  return outputs.length > 0 &&
    outputs.every((output) =>
      Object.entries(output).every(([type, shape]) =>
        /^(int64|int32|bool)$/.test(type) &&
        shape.reduce((size, length) => size * length, 1) <= MAX_SHAPE_SIZE
      )
    );
}

/** Selects the nodes that a GPU provider left to the CPU, except arithmetic on shapes. */
export function fallbackNodes(nodes: readonly PlacedNode[]): PlacedNode[] {
  return nodes.filter(({ provider, shapes }) => provider === "CPU" && !shapes);
}
