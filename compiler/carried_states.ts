// This module is browser compatible.

import { makeNode } from "../onnx/make.ts";
import type { DType, StateVariable, TensorData } from "./graph.ts";
import { type LoweredGraph, nextName } from "./lower.ts";

/**
 * A state that lasts from call to call, of a recurrent layer with `stateful: true`. A file has no
 * memory: a run takes the state as an input and returns the next one as an output.
 */
export interface CarriedState {
  /** Name of the input, such as `lstm_1/state_0`. */
  readonly input: string;
  /** Name of the output that is the input of the next run: `lstm_1/state_0/next`. */
  readonly output: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** The state that the layer had when the model was compiled; zeros after `resetStates()`. */
  readonly initial: TensorData;
  /** The state of the layer itself. */
  readonly variable: StateVariable;
}

/** Makes the states of layers inputs and outputs of a graph, after its own. */
export function withCarriedStates(
  lowered: LoweredGraph,
): { readonly graph: LoweredGraph; readonly states: readonly CarriedState[] } {
  const carried = lowered.state.filter(({ variable }) => variable.ofLayer);
  const states = carried.map(({ before, shape, dtype, initial, variable }): CarriedState => ({
    ...{ input: before, output: nextName(before), shape, dtype, initial, variable },
  }));
  const port = (name: string, { dtype, shape }: CarriedState) => ({ name, type: dtype, shape });
  const graph: LoweredGraph = {
    ...lowered,
    nodes: [
      ...lowered.nodes,
      ...carried.map(({ before, after }) => makeNode("Identity", [after], [nextName(before)])),
    ],
    inputs: [...lowered.inputs, ...states.map((state) => port(state.input, state))],
    outputs: [...lowered.outputs, ...states.map((state) => port(state.output, state))],
    state: lowered.state.filter(({ variable }) => !variable.ofLayer),
  };
  return { graph, states };
}
