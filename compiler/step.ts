// This module is browser compatible.

import type { GraphProto } from "onnx-buf";
import { WeftError } from "../error.ts";
import { encodeModel } from "../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor, type ValueInfo } from "../onnx/make.ts";
import { prefixed, prefixNames } from "../onnx/prefix_names.ts";
import { pruneGraph } from "../onnx/prune.ts";
import type { Distribution, DType, StateVariable, TensorData } from "./graph.ts";
import type { Permutation } from "./layout.ts";
import { permuted } from "./layout.ts";
import { type InputLayouts, lower, type LoweredGraph, type LoweredState } from "./lower.ts";
import { optimize } from "./passes/mod.ts";
import { type CpuNode, nodesOnCpu } from "../onnx/placement/nodes_on_cpu.ts";
import type { ProviderName } from "../onnx/placement/providers/mod.ts";
import { opsetsOf, type Target, targets } from "./targets.ts";
import { type InputTypes, trace, type Traceable, type TraceOptions } from "./trace.ts";

/**
 * A variable of a compiled step. Tensors that are fed have `physicalShape`; `toPhysical` and
 * `toLogical` convert (`layout.ts`).
 */
export interface StepState {
  readonly name: string;
  /** The tfjs variable, or the state of a recurrent layer. */
  readonly variable: StateVariable;
  /** True when the function assigns it. */
  readonly assigned: boolean;
  /** Logical shape, in tfjs's order of axes. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Shape of the graph's input and outputs. */
  readonly physicalShape: readonly number[];
  readonly layout: Permutation;
  /** Elements when the step was compiled, in tfjs's order. */
  readonly initial: TensorData;
  readonly trainable: boolean;
  /** Name of the graph output that holds the new value; `name` is the input. */
  readonly next: string;
}

/** An input that must be fed with random numbers. */
export interface NoiseInfo extends ValueInfo {
  readonly distribution: Distribution;
}

/** A tfjs function that updates variables, as ONNX. */
export interface CompiledStep {
  readonly state: readonly StepState[];
  /** Graph inputs of one step, without the state. */
  readonly inputs: readonly ValueInfo[];
  /** The inputs that replace random draws, such as those of dropout. */
  readonly noise: readonly NoiseInfo[];
  /** Results of one step, without the state. */
  readonly outputs: readonly ValueInfo[];
  /** The .onnx file of one step: inputs and state to outputs and new state. */
  readonly stepModel: () => Uint8Array<ArrayBuffer>;
  /**
   * The .onnx file of a Loop over a chunk of steps. Inputs and outputs have a leading axis `steps`;
   * the state is an input and an output once. The results are bit for bit those of as many single
   * steps.
   *
   * @throws {WeftError} `compiler` when the step has no inputs.
   */
  readonly loopModel: () => Uint8Array<ArrayBuffer>;
  /**
   * The .onnx file that copies the state to outputs with the names of the new state. A session of
   * it reads tensors that another session left on a device, for backends that cannot read such a
   * tensor.
   */
  readonly stateModel: () => Uint8Array<ArrayBuffer>;
  /**
   * The nodes of a file, by default `stepModel`, that ONNX Runtime runs on the CPU when the session
   * has a GPU provider (`placement.ts`). Nodes have the same names in both files.
   */
  readonly nodesOnCpu: (provider: ProviderName, file?: "stepModel" | "loopModel") => CpuNode[];
}

/** Options of a compiled step. */
export interface StepOptions extends TraceOptions {
  readonly target?: Target;
  /** Physical order of an input's axes, by name; see `layout.ts`. */
  readonly layouts?: InputLayouts;
}

/**
 * Compiles a training step, a function that computes a loss and its gradients and assigns
 * variables, to one ONNX graph. The variables are inputs and outputs of the graph, and random
 * numbers, such as those of dropout, are inputs.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compileStep } from "weft-ml/compiler";
 *
 * const weight = tf.variable(tf.scalar(3), true, "weight");
 * const step = compileStep(({ rate }) => {
 *   const { value, grads } = tf.variableGrads(() => tf.square(weight).asScalar());
 *   weight.assign(tf.sub(weight, tf.mul(grads["weight"]!, rate!)));
 *   return { loss: value };
 * }, { rate: { shape: [], dtype: "float32" } });
 * console.assert(step.state[0]!.name === "weight");
 * console.assert(step.stepModel().length > 0);
 * ```
 */
export function compileStep(
  fn: Traceable,
  inputs: InputTypes,
  { target = targets.portable, layouts, ...options }: StepOptions = {},
): CompiledStep {
  const graph = trace(fn, inputs, options);
  optimize(graph);
  const lowered = lower(graph, target, layouts);
  const distributions = new Map(graph.inputs.map((value) => [value.input, value.distribution]));
  const encode = (graph: GraphProto) => encodeModel(makeModel({ graph, opsets: opsetsOf(target) }));
  return {
    state: lowered.state.map(({ before, layout, ...state }): StepState => ({
      name: before,
      variable: state.variable,
      assigned: state.assigned,
      shape: state.shape,
      dtype: state.dtype,
      physicalShape: permuted(state.shape, layout),
      layout,
      initial: state.initial,
      trainable: state.trainable,
      next: nextName(before),
    })),
    inputs: lowered.inputs,
    noise: lowered.inputs.flatMap((input) => {
      const distribution = distributions.get(input.name);
      return distribution ? [{ ...input, distribution }] : [];
    }),
    outputs: lowered.outputs,
    stepModel: () => encode(stepGraph(lowered)),
    loopModel: () => encode(loopGraph(lowered)),
    stateModel: () => encode(stateGraph(lowered)),
    nodesOnCpu: (provider, file = "stepModel") =>
      nodesOnCpu(file === "stepModel" ? stepGraph(lowered) : loopGraph(lowered), provider),
  };
}

const nextName = (state: string) => `${state}:next`;

const stateValue = (name: string, { shape, dtype, layout }: LoweredState): ValueInfo => ({
  name,
  type: dtype,
  shape: permuted(shape, layout),
});

/** Inputs and outputs of the graph of one step: those of the function, then the state. */
const stepInputs = ({ inputs, state }: LoweredGraph): ValueInfo[] => [
  ...inputs,
  ...state.map((each) => stateValue(each.before, each)),
];
const stepOutputs = ({ outputs, state }: LoweredGraph): ValueInfo[] => [
  ...outputs,
  ...state.map((each) => stateValue(nextName(each.before), each)),
];

function stepGraph(lowered: LoweredGraph): GraphProto {
  const { nodes, initializers, state } = lowered;
  const graph = makeGraph({
    name: "step",
    nodes: [
      ...nodes,
      ...state.map(({ before, after }) => makeNode("Identity", [after], [nextName(before)])),
    ],
    initializers,
    inputs: stepInputs(lowered),
    outputs: stepOutputs(lowered),
  });
  pruneGraph(graph);
  return graph;
}

function stateGraph({ state }: LoweredGraph): GraphProto {
  return makeGraph({
    name: "state",
    nodes: state.map(({ before }) => makeNode("Identity", [before], [nextName(before)])),
    inputs: state.map((each) => stateValue(each.before, each)),
    outputs: state.map((each) => stateValue(nextName(each.before), each)),
  });
}

/** Names in a subgraph may not repeat those around it. */
const INNER = "step/";

const innerValue = (value: ValueInfo): ValueInfo => ({
  ...value,
  name: prefixed(INNER, value.name),
});

/** Wraps the step in an ONNX Loop whose body takes step `i` of every input. */
function loopGraph(lowered: LoweredGraph): GraphProto {
  const { inputs, outputs } = lowered;
  const [counted] = inputs;
  if (!counted) {
    throw new WeftError(
      "compiler",
      "Cannot compile a loop over the step: it has no inputs, so the number of steps is unknown",
      "Give the step an input, such as the learning rate",
    );
  }
  const step = prefixNames(stepGraph(lowered), INNER);
  const stateInputs = stepInputs(lowered).slice(inputs.length);
  const stateOutputs = stepOutputs(lowered).slice(outputs.length);
  const stacked = (value: ValueInfo): ValueInfo => ({ ...value, shape: ["steps", ...value.shape] });
  const body = makeGraph({
    name: "step",
    nodes: [
      ...inputs.map(({ name }) =>
        makeNode("Gather", [name, "loop:iteration"], [prefixed(INNER, name)], { axis: { i: 0 } })
      ),
      ...step.node,
      makeNode("Identity", ["loop:continue"], ["loop:continue:next"]),
    ],
    initializers: step.initializer,
    inputs: [
      { name: "loop:iteration", type: "int64", shape: [] },
      { name: "loop:continue", type: "bool", shape: [] },
      ...stateInputs.map(innerValue),
    ],
    outputs: [
      { name: "loop:continue:next", type: "bool", shape: [] },
      ...stateOutputs.map(innerValue),
      ...outputs.map(innerValue),
    ],
  });
  return makeGraph({
    name: "loop",
    nodes: [
      makeNode("Shape", [counted.name], ["loop:steps"], { start: { i: 0 }, end: { i: 1 } }),
      makeNode("Squeeze", ["loop:steps"], ["loop:count"]),
      makeNode(
        "Loop",
        ["loop:count", "loop:always", ...stateInputs.map(({ name }) => name)],
        [...stateOutputs, ...outputs].map(({ name }) => name),
        { body: { graph: body } },
      ),
    ],
    initializers: [makeTensor("loop:always", "bool", [], Uint8Array.of(1))],
    inputs: [...inputs.map(stacked), ...stateInputs],
    outputs: [...outputs.map(stacked), ...stateOutputs],
  });
}
