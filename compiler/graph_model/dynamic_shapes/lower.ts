// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { NodeProto } from "onnx-buf";
import { makeNode, type ValueInfo } from "../../../onnx/make.ts";
import { tracingBackend } from "../../backend.ts";
import { constantData, type DType, type TensorData, type Value } from "../../graph.ts";
import type { LoweredGraph } from "../../lower.ts";
import { Lowering } from "../../lowering.ts";
import { postOrder } from "../../post_order.ts";
import { targets } from "../../targets.ts";
import { type DynamicCall, DynamicTensor, type LoweredInput } from "./dynamic_tensor.ts";

/** An output of a model whose shape depends on data. */
export interface DynamicOutput {
  readonly name: string;
  readonly tensor: DynamicTensor;
  /** The shape that the model's signature gives it, null for a free length, if it has one. */
  readonly shape: readonly (number | null)[] | undefined;
}

/** A tensor of the trace that a call reads: a constant, or an output of the traced graph. */
interface Read extends Pick<Value, "dtype" | "shape"> {
  readonly name: string;
  readonly numbers: TensorData | undefined;
}

/** The calls behind outputs whose shapes depend on data. They are lowered after the trace. */
export class DynamicPart {
  readonly #outputs: readonly DynamicOutput[];
  /** The calls, each after those that it reads. */
  readonly #calls: readonly DynamicCall[];
  readonly #reads = new Map<tf.Tensor, Read>();

  /** Collects the calls. It must be called in the trace, while its tensors exist. */
  constructor(outputs: readonly DynamicOutput[]) {
    this.#outputs = outputs;
    this.#calls = postOrder(
      outputs.map(({ tensor }) => tensor.call),
      ({ inputs }) => inputs.flatMap((each) => each instanceof DynamicTensor ? [each.call] : []),
    );
    const values = new Map<Value, Read>();
    for (const tensor of this.#calls.flatMap(({ inputs }) => inputs)) {
      if (tensor instanceof DynamicTensor) continue;
      const value = tracingBackend().value(tensor.dataId);
      const { dtype, shape } = value;
      const name = `dynamic_shapes/${values.size}`;
      const read = values.get(value) ?? { name, dtype, shape, numbers: constantData(value) };
      values.set(value, read);
      this.#reads.set(tensor, read);
    }
  }

  /** The tensors of the trace that the calls read, by the names that its graph must give them. */
  get reads(): Record<string, tf.Tensor> {
    return Object.fromEntries(
      Array.from(this.#reads).flatMap(([tensor, { name, numbers }]) =>
        numbers ? [] : [[name, tensor]]
      ),
    );
  }

  /** Adds the calls to the graph of the trace; their outputs take the place of what they read. */
  appendTo(graph: LoweredGraph): LoweredGraph {
    const lowering = new Lowering(targets.portable, namesIn(graph));
    const { nodes, sources } = withoutIdentities(graph.nodes, new Set(Object.keys(this.reads)));
    const lowered = new Map<DynamicCall, readonly string[]>();
    const input = (tensor: tf.Tensor | DynamicTensor): LoweredInput => {
      if (tensor instanceof DynamicTensor) {
        return { name: lowered.get(tensor.call)![tensor.output]!, numbers: undefined };
      }
      const { name, numbers, dtype, shape } = this.#reads.get(tensor)!;
      if (!numbers) return { name: sources.get(name)!, numbers };
      return {
        // A constant that its reader takes in another form is not added to the graph.
        get name() {
          return lowering.constant(dtype, shape, numbers);
        },
        numbers,
      };
    };
    for (const call of this.#calls) {
      lowering.scope = call.node;
      lowered.set(call, call.lower(lowering, call.inputs.map(input)));
    }
    const results = this.#outputs.map(({ name, tensor: { call, output } }) =>
      makeNode("Identity", [lowered.get(call)![output]!], [name], {}, { name: `${name}/output` })
    );
    return {
      ...graph,
      nodes: [...nodes, ...lowering.nodes, ...results],
      initializers: [...graph.initializers, ...lowering.initializers],
      outputs: [
        ...graph.outputs.filter(({ name }) => !sources.has(name)),
        ...this.#outputs.map(describe),
      ],
    };
  }
}

/** Drops the nodes that only give an output its name, and returns what these outputs are. */
function withoutIdentities(nodes: readonly NodeProto[], outputs: ReadonlySet<string>) {
  const sources = new Map<string, string>();
  const kept = nodes.filter(({ opType, input, output }) => {
    if (opType !== "Identity" || !outputs.has(output[0]!)) return true;
    sources.set(output[0]!, input[0]!);
    return false;
  });
  return { nodes: kept, sources };
}

function describe({ name, tensor, shape }: DynamicOutput): ValueInfo {
  const { dtype, shape: lengths } = tensor;
  const declared = shape?.length === lengths.length ? shape : [];
  return {
    name,
    type: dtype satisfies DType,
    shape: lengths.map((length, axis) => length ?? declared[axis] ?? `${name}/length_${axis}`),
  };
}

function namesIn({ nodes, initializers, inputs, outputs }: LoweredGraph): string[] {
  const named = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name);
  const results = nodes.flatMap(({ output }: NodeProto) => output);
  return [...named(inputs), ...named(initializers), ...named(outputs), ...results];
}
