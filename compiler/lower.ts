// This module is browser compatible.

import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { WeftError } from "../error.ts";
import { elementType } from "../onnx/element_type.ts";
import { makeGraph, makeNode, makeTensor, type ValueInfo } from "../onnx/make.ts";
import { pruneGraph } from "../onnx/prune.ts";
import type { DType, Graph, Node, StateVariable, TensorData, Value } from "./graph.ts";
import { kernels } from "./kernels/mod.ts";
import { identity, OIHW, type Permutation, permuted, toPhysical } from "./layout.ts";
import { type Lowered, Lowering } from "./lowering.ts";
import { type LowerNodes, lowerRecurrence } from "./recurrence/lower.ts";
import { lowerOperator, RECURRENT_OPERATOR } from "./recurrence/operator.ts";
import { RECURRENCE } from "./recurrence/recurrence.ts";
import type { Target } from "./targets.ts";

/** A variable in the ONNX graph. */
export interface LoweredState {
  readonly name: string;
  readonly variable: StateVariable;
  /** True when the function assigns it. */
  readonly assigned: boolean;
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

/** The part that the graphs of a step, a loop and an exported file have in common. */
export interface LoweredGraph {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  readonly inputs: ValueInfo[];
  readonly outputs: ValueInfo[];
  readonly state: LoweredState[];
}

/** Layouts of graph inputs that are not in tfjs's own, by name. */
export type InputLayouts = Readonly<Record<string, Permutation>>;

/** Filters are stored in ONNX's order of axes, so that no step transposes them. */
function stateLayout({ ofLayer }: StateVariable, shape: readonly number[]): Permutation {
  return shape.length === 4 && !ofLayer ? OIHW : identity(shape.length);
}

/** Name of the output that holds the new value of a layer's state. */
export function nextName(state: string): string {
  return `${state}/next`;
}

/**
 * The names that the user gave to inputs, variables and outputs. ONNX needs them to differ from
 * each other.
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
  for (const { name, variable } of graph.state) {
    add("variable", name);
    if (variable.ofLayer) add("state", nextName(name));
  }
  for (const { name } of graph.outputs) add("output", name);
  return names;
}

/** The tensor for a graph input; a Cast converts inputs with a narrower storage type. */
function lowerInput(
  lowering: Lowering,
  { input, shape, dtype, storage }: Value,
  layout: Permutation = identity(shape.length),
): Lowered {
  const name = storage === undefined
    ? input!
    : lowering.emit("Cast", [input!], { to: { i: elementType[dtype] } });
  return { name, shape, dtype, layout };
}

const lowerNodes: LowerNodes = (lowering, nodes, lowered) => {
  const get = (value: Value): Lowered => {
    const known = lowered.get(value);
    if (known) return known;
    const { shape, dtype, fill, data } = value;
    const name = data ? lowering.constant(dtype, shape, data) : "";
    const result = { ...lowering.value(name, shape, dtype), ...(data ? {} : { fill: fill! }) };
    lowered.set(value, result);
    return result;
  };
  for (const node of nodes) {
    lowering.scope = node.scope;
    const lowerNode = recurrent[node.kernel] ?? lowerKernel;
    const result = lowerNode(lowering, node, get, lowerNodes);
    [result].flat().forEach((tensor, i) => lowered.set(node.outputs[i]!, tensor));
  }
  return get;
};

/** Lowerings of kernels that tfjs does not have. */
const recurrent: Readonly<Record<string, typeof lowerRecurrence>> = {
  [RECURRENCE]: lowerRecurrence,
  [RECURRENT_OPERATOR]: lowerOperator,
};

function lowerKernel(lowering: Lowering, node: Node, get: (value: Value) => Lowered) {
  const inputs = Object.fromEntries(
    Object.entries(node.inputs).map(([key, value]) => [key, get(value)]),
  );
  return kernels[node.kernel]!.lower(lowering, inputs, node.attributes, node);
}

/**
 * Lowers each kernel of `graph` to ONNX nodes for `target`.
 *
 * @throws {WeftError} `compiler` when two inputs, variables or outputs have the same name.
 */
export function lower(graph: Graph, target: Target, inputLayouts: InputLayouts = {}): LoweredGraph {
  const lowering = new Lowering(target, namesOf(graph));
  const lowered = new Map<Value, Lowered>();
  const inputs = graph.inputs.map((value): ValueInfo => {
    const tensor = lowerInput(lowering, value, inputLayouts[value.input!]);
    lowered.set(value, tensor);
    const { input, dtype, storage = dtype } = value;
    return { name: input!, type: storage, shape: permuted(value.shape, tensor.layout) };
  });
  for (const { before, variable } of graph.state) {
    const { input, shape, dtype } = before;
    lowered.set(before, { name: input!, shape, dtype, layout: stateLayout(variable, shape) });
  }
  const get = lowerNodes(lowering, graph.nodes, lowered);
  lowering.scope = "";
  const outputs = graph.outputs.map(({ name, value }): ValueInfo & { from: string } => ({
    name,
    type: value.dtype,
    shape: value.shape,
    from: lowering.plain(get(value)),
  }));
  const state = graph.state.map((value): LoweredState => {
    const { name, variable, before, after, initial, trainable } = value;
    const { input, shape, dtype } = before;
    const assigned = after !== before;
    const layout = stateLayout(variable, shape);
    const afterName = lowering.as(get(after), layout);
    return {
      ...{ name, variable, assigned, shape, dtype, layout, initial, trainable },
      before: input!,
      after: afterName,
    };
  });
  const nodes = [
    ...lowering.nodes,
    // Outputs carry the user's names, also when two of them are one tensor.
    ...outputs.map(({ name, from }) =>
      makeNode("Identity", [from], [name], {}, { name: `${name}/output` })
    ),
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
 * Makes a graph in which the variables are constants. `contents` replaces the numbers of the trace,
 * by name.
 */
export function withConstantState(
  name: string,
  lowered: LoweredGraph,
  contents: ReadonlyMap<string, TensorData> = new Map(),
): GraphProto {
  const parameters = lowered.state.map(({ before, name, shape, dtype, layout, initial }) => {
    const data = toPhysical(contents.get(name) ?? initial, shape, layout);
    return makeTensor(before, dtype, permuted(shape, layout), data);
  });
  const graph = makeGraph({
    name,
    nodes: lowered.nodes,
    initializers: [...lowered.initializers, ...parameters],
    inputs: lowered.inputs,
    outputs: lowered.outputs,
  });
  pruneGraph(graph);
  return graph;
}
