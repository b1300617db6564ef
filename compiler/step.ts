// This module is browser compatible.

import { WeftError } from "../error.ts";
import type { DType, TensorData } from "./graph.ts";
import type { Permutation } from "./layout.ts";
import { permuted } from "./layout.ts";
import { type InputLayouts, lower, type LoweredGraph, type LoweredState } from "./lower.ts";
import { NOISE_PREFIX } from "./noise.ts";
import { type OnnxGraph, type OnnxNode, type OnnxValue, pruneOnnx } from "../onnx/model.ts";
import { optimize } from "./passes/mod.ts";
import { type CpuNode, nodesOnCpu } from "./placement.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { ProviderName } from "./providers/mod.ts";
import { opsetsOf, type Target, targets } from "./targets.ts";
import { type InputTypes, trace, type Traceable, type TraceOptions } from "./trace.ts";

/**
 * A variable of a compiled step. Runtimes see `physicalShape`; `toPhysical` and `toLogical` convert
 * (`layout.ts`).
 */
export interface StepState {
  readonly name: string;
  /** Shape as tfjs sees it. */
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

/** A tfjs function that updates variables, as ONNX. */
export interface CompiledStep {
  readonly state: readonly StepState[];
  /** Graph inputs apart from the state, one step's worth. */
  readonly inputs: readonly OnnxValue[];
  /** Inputs to be fed with uniform numbers on [0, 1): what dropout draws. */
  readonly noise: readonly OnnxValue[];
  /** Results apart from the state, one step's worth. */
  readonly outputs: readonly OnnxValue[];
  /** The .onnx file of one step: inputs and state to outputs and new state. */
  readonly stepModel: () => Uint8Array<ArrayBuffer>;
  /**
   * The .onnx file of a Loop over a chunk of steps: inputs and outputs have a leading axis `steps`,
   * the state goes in and comes out once. Bit for bit what running the single step as often gives.
   * Throws when the step has no inputs.
   */
  readonly loopModel: () => Uint8Array<ArrayBuffer>;
  /**
   * The .onnx file that takes the state and gives it out under the names of the new one. A session
   * of it fetches what another one left on a device, where a runtime cannot read a tensor there.
   */
  readonly stateModel: () => Uint8Array<ArrayBuffer>;
  /**
   * The nodes of either file, by default of one step, that ONNX Runtime would leave to the CPU when
   * asked for a GPU provider; see `placement.ts`. Nodes have the same names in both.
   */
  readonly nodesOnCpu: (provider: ProviderName, file?: "stepModel" | "loopModel") => CpuNode[];
}

/** What to compile for, and names for the variables. */
export interface StepOptions extends TraceOptions {
  readonly target?: Target;
  /** Physical order of an input's axes, by name; see `layout.ts`. */
  readonly layouts?: InputLayouts;
}

/**
 * Compiles a function that trains: it computes a loss, its gradients, and assigns variables, as one
 * ONNX graph with the variables as inputs and outputs. Random numbers of dropout become inputs too.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compileStep } from "weft/compiler";
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
  const isNoise = ({ name }: OnnxValue) => name.startsWith(NOISE_PREFIX);
  return {
    state: lowered.state.map(({ before, layout, ...state }): StepState => ({
      name: before,
      shape: state.shape,
      dtype: state.dtype,
      physicalShape: permuted(state.shape, layout),
      layout,
      initial: state.initial,
      trainable: state.trainable,
      next: nextName(before),
    })),
    inputs: lowered.inputs,
    noise: lowered.inputs.filter(isNoise),
    outputs: lowered.outputs,
    stepModel: () =>
      encodeModel({ graph: stepGraph(lowered), opsets: opsetsOf(target), metadata: {} }),
    loopModel: () =>
      encodeModel({ graph: loopGraph(lowered), opsets: opsetsOf(target), metadata: {} }),
    stateModel: () =>
      encodeModel({ graph: stateGraph(lowered), opsets: opsetsOf(target), metadata: {} }),
    nodesOnCpu: (provider, file = "stepModel") =>
      nodesOnCpu(file === "stepModel" ? stepGraph(lowered) : loopGraph(lowered), provider),
  };
}

const nextName = (state: string) => `${state}:next`;

const node = (
  op: string,
  inputs: string[],
  outputs: string[],
  attributes: OnnxNode["attributes"] = {},
): OnnxNode => ({ op, domain: "", inputs, outputs, attributes, name: outputs[0]! });

const stateValue = (name: string, { shape, dtype, layout }: LoweredState): OnnxValue => ({
  name,
  type: dtype,
  shape: permuted(shape, layout),
});

function stepGraph({ nodes, initializers, inputs, outputs, state }: LoweredGraph): OnnxGraph {
  const graph: OnnxGraph = {
    name: "step",
    nodes: [
      ...nodes,
      ...state.map(({ before, after }) => node("Identity", [after], [nextName(before)])),
    ],
    initializers: [...initializers],
    inputs: [...inputs, ...state.map((s) => stateValue(s.before, s))],
    outputs: [...outputs, ...state.map((s) => stateValue(nextName(s.before), s))],
  };
  pruneOnnx(graph);
  return graph;
}

function stateGraph({ state }: LoweredGraph): OnnxGraph {
  return {
    name: "state",
    nodes: state.map(({ before }) => node("Identity", [before], [nextName(before)])),
    initializers: [],
    inputs: state.map((each) => stateValue(each.before, each)),
    outputs: state.map((each) => stateValue(nextName(each.before), each)),
  };
}

/** Wraps the step in an ONNX Loop whose body takes step `i` of every input. */
function loopGraph(lowered: LoweredGraph): OnnxGraph {
  const step = stepGraph(lowered);
  const stateInputs = step.inputs.slice(lowered.inputs.length);
  const stateOutputs = step.outputs.slice(lowered.outputs.length);
  // Names in a subgraph may not repeat those around it.
  const inner = (name: string) => name === "" ? "" : `step/${name}`;
  const within = (value: OnnxValue): OnnxValue => ({ ...value, name: inner(value.name) });
  const stacked = (value: OnnxValue): OnnxValue => ({
    ...value,
    shape: ["steps", ...value.shape],
  });
  const body: OnnxGraph = {
    name: "step",
    nodes: [
      ...lowered.inputs.map(({ name }) =>
        node("Gather", [name, "loop:iteration"], [inner(name)], { axis: { i: 0 } })
      ),
      ...step.nodes.map((each) => ({
        ...each,
        inputs: each.inputs.map(inner),
        outputs: each.outputs.map(inner),
      })),
      node("Identity", ["loop:continue"], ["loop:continue:next"]),
    ],
    initializers: step.initializers.map((tensor) => ({ ...tensor, name: inner(tensor.name) })),
    inputs: [
      { name: "loop:iteration", type: "int64", shape: [] },
      { name: "loop:continue", type: "bool", shape: [] },
      ...stateInputs.map(within),
    ],
    outputs: [
      { name: "loop:continue:next", type: "bool", shape: [] },
      ...stateOutputs.map(within),
      ...lowered.outputs.map(within),
    ],
  };
  const [counted] = lowered.inputs;
  if (!counted) {
    throw new WeftError(
      "compiler",
      "Cannot compile a loop over the step: it has no inputs, so nothing says how often to run it",
      "Give the step an input, such as the learning rate",
    );
  }
  return {
    name: "loop",
    nodes: [
      node("Shape", [counted.name], ["loop:steps"], { start: { i: 0 }, end: { i: 1 } }),
      node("Squeeze", ["loop:steps"], ["loop:count"]),
      node(
        "Loop",
        ["loop:count", "loop:always", ...stateInputs.map(({ name }) => name)],
        [...stateOutputs, ...lowered.outputs].map(({ name }) => name),
        { body: { graph: body } },
      ),
    ],
    initializers: [{ name: "loop:always", type: "bool", shape: [], data: Uint8Array.of(1) }],
    inputs: [...lowered.inputs.map(stacked), ...stateInputs],
    outputs: [...lowered.outputs.map(stacked), ...stateOutputs],
  };
}
