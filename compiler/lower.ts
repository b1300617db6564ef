// This module is browser compatible.

import { WeftError } from "../error.ts";
import type { DType, Graph, TensorData, Value } from "./graph.ts";
import { kernels } from "./kernels/mod.ts";
import { identity, OIHW, type Permutation, permuted, toPhysical } from "./layout.ts";
import { type Lowered, Lowering } from "./lowering.ts";
import {
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  onnxType,
  type OnnxValue,
  pruneOnnx,
} from "../onnx/model.ts";
import type { Target } from "./targets.ts";

/** A variable as it lies in the ONNX graph. */
export interface LoweredState {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Physical order of the axes; see `layout.ts`. */
  readonly layout: Permutation;
  readonly initial: TensorData;
  readonly trainable: boolean;
  /** ONNX name of the value on entry. */
  readonly before: string;
  /** ONNX name of the value on return. */
  readonly after: string;
}

/** An ONNX graph body: what a step, a loop and an exported file are wrapped around. */
export interface LoweredGraph {
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxTensor[];
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
  readonly state: LoweredState[];
}

/** Layouts of graph inputs that are not in tfjs's own, by name. */
export type InputLayouts = Readonly<Record<string, Permutation>>;

/** Filters are kept in the order that ONNX wants, so that no step transposes them. */
function stateLayout(shape: readonly number[]): Permutation {
  return shape.length === 4 ? OIHW : identity(shape.length);
}

/**
 * The names that the user gave to inputs, variables and outputs; ONNX wants each to be another one.
 */
function namesOf(graph: Graph): Set<string> {
  const names = new Set<string>();
  const add = (what: string, name: string) => {
    if (names.has(name)) {
      throw new WeftError(
        "compiler",
        `Cannot compile the function: the ${what} '${name}' has the name of another tensor`,
        "Give inputs, outputs and variables names that differ from each other",
      );
    }
    names.add(name);
  };
  for (const { input } of graph.inputs) add("input", input!);
  for (const { name } of graph.state) add("variable", name);
  for (const { name } of graph.outputs) add("output", name);
  return names;
}

/**
 * Turns each kernel of `graph` into ONNX nodes for `target`.
 *
 * @throws {WeftError} `compiler` when two inputs, variables or outputs have the same name.
 */
export function lower(graph: Graph, target: Target, inputLayouts: InputLayouts = {}): LoweredGraph {
  const lowering = new Lowering(target, namesOf(graph));
  const lowered = new Map<Value, Lowered>();
  const inputs = graph.inputs.map((value): OnnxValue => {
    const name = value.input!;
    const layout = inputLayouts[name] ?? identity(value.shape.length);
    const { shape, dtype, storage = dtype } = value;
    const widened = storage === dtype
      ? name
      : lowering.emit("Cast", [name], { to: { i: onnxType[dtype] } });
    lowered.set(value, { name: widened, shape, dtype, layout });
    return { name, type: storage, shape: permuted(shape, layout) };
  });
  for (const { before } of graph.state) {
    const { input, shape, dtype } = before;
    lowered.set(before, { name: input!, shape, dtype, layout: stateLayout(shape) });
  }
  const get = (value: Value): Lowered => {
    const known = lowered.get(value);
    if (known) return known;
    const { shape, dtype, fill, data } = value;
    const name = data ? lowering.constant(dtype, shape, data) : "";
    const result = { ...lowering.value(name, shape, dtype), ...(data ? {} : { fill: fill! }) };
    lowered.set(value, result);
    return result;
  };
  for (const node of graph.nodes) {
    lowering.scope = node.scope;
    const values = Object.fromEntries(
      Object.entries(node.inputs).map(([key, value]) => [key, get(value)]),
    );
    const result = kernels[node.kernel]!.lower(lowering, values, node.attributes, node);
    [result].flat().forEach((tensor, i) => lowered.set(node.outputs[i]!, tensor));
  }
  lowering.scope = "";
  const outputs = graph.outputs.map(({ name, value }): OnnxValue & { from: string } => ({
    name,
    type: value.dtype,
    shape: value.shape,
    from: lowering.plain(get(value)),
  }));
  const state = graph.state.map(({ name, before, after, initial, trainable }): LoweredState => {
    const layout = stateLayout(before.shape);
    return {
      name,
      shape: before.shape,
      dtype: before.dtype,
      layout,
      initial,
      trainable,
      before: before.input!,
      after: lowering.as(get(after), layout),
    };
  });
  const nodes = [
    ...lowering.nodes,
    // Outputs carry the user's names, also when two of them are one tensor.
    ...outputs.map(({ name, from }): OnnxNode => ({
      op: "Identity",
      domain: "",
      inputs: [from],
      outputs: [name],
      attributes: {},
      name: `${name}/output`,
    })),
  ];
  return {
    nodes,
    initializers: lowering.initializers,
    inputs,
    outputs: outputs.map(({ name, type, shape }) => ({ name, type, shape })),
    state,
  };
}

/**
 * A graph in which the variables are constants; `contents` replaces the numbers of the trace, by
 * name.
 */
export function withConstantState(
  name: string,
  lowered: LoweredGraph,
  contents: ReadonlyMap<string, TensorData> = new Map(),
): OnnxGraph {
  const parameters = lowered.state.map((
    { before, name, shape, dtype, layout, initial },
  ): OnnxTensor => ({
    name: before,
    type: dtype,
    shape: permuted(shape, layout),
    data: toPhysical(contents.get(name) ?? initial, shape, layout),
  }));
  const graph: OnnxGraph = {
    name,
    nodes: [...lowered.nodes],
    initializers: [...lowered.initializers, ...parameters],
    inputs: lowered.inputs,
    outputs: lowered.outputs,
  };
  pruneOnnx(graph);
  return graph;
}
