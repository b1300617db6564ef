// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "../backend.ts";
import type { Node, Value } from "../graph.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { type Cell, cellClass } from "./cells.ts";
import type { RecurrenceResults } from "./record.ts";

/** The kernel of a node that ONNX's LSTM, GRU or RNN computes. tfjs has no such kernel. */
export const RECURRENT_OPERATOR = "weft.RecurrentOperator";

/** The ONNX operator of a cell. */
interface Operator {
  readonly op: "LSTM" | "GRU" | "RNN";
  /** ONNX's order of the gates as positions in tfjs's order. */
  readonly gates: readonly number[];
  /** The cell's settings that name ONNX's activations, in ONNX's order. */
  readonly activations: readonly ("activation" | "recurrentActivation")[];
  /** True for a GRU whose bias has a row for the product of the input and one for the state's. */
  readonly resetAfter?: true;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  // tfjs: input, forget, cell, output. ONNX: input, output, forget, cell.
  LSTMCell: {
    op: "LSTM",
    gates: [0, 3, 1, 2],
    activations: ["recurrentActivation", "activation", "activation"],
  },
  // Both: update, reset, hidden.
  GRUCell: { op: "GRU", gates: [0, 1, 2], activations: ["recurrentActivation", "activation"] },
  ResetAfterGRUCell: {
    op: "GRU",
    gates: [0, 1, 2],
    activations: ["recurrentActivation", "activation"],
    resetAfter: true,
  },
  SimpleRNNCell: { op: "RNN", gates: [0], activations: ["activation"] },
};

/**
 * ONNX's activations by tfjs's names. ONNX also has HardSigmoid and Affine, but ONNX Runtime's
 * WebGPU provider takes a node with them and then fails to compute it.
 */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  tanh: "Tanh",
  sigmoid: "Sigmoid",
  relu: "Relu",
};

/** Settings and weights of tfjs's cells that its types do not declare. */
interface CellInternals {
  readonly kernel: tf.LayerVariable;
  readonly recurrentKernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
}

/** Attributes of a node with the kernel {@linkcode RECURRENT_OPERATOR}. */
interface OperatorAttributes {
  readonly op: Operator["op"];
  readonly units: number;
  readonly resetAfter: boolean;
  readonly activations: readonly string[];
}

/** True when ONNX has an operator for all steps of the cell, with the cell's activations. */
export function hasOperator(cell: Cell): boolean {
  const operator = OPERATORS[cellClass(cell) ?? ""];
  return operator !== undefined && activationsOf(cell, operator).every(Boolean);
}

/**
 * Records all steps of a cell without dropout as one node, whose gradient is never asked for.
 *
 * @param sequence Inputs, [steps, batch, features].
 * @param states States before the first step, [batch, units] each.
 */
export function recordOperator(
  backend: TracingBackend,
  cell: Cell,
  sequence: tf.Tensor,
  states: readonly tf.Tensor[],
): RecurrenceResults {
  const { kernel, recurrentKernel, bias } = cell as unknown as CellInternals;
  const operator = OPERATORS[cellClass(cell)!]!;
  const units = recurrentKernel.shape[0]!;
  const inOrder = (x: tf.Tensor) => {
    const parts = tf.split(x, operator.gates.length, -1);
    return operator.gates.length === 1 ? x : tf.concat(operator.gates.map((i) => parts[i]!), -1);
  };
  const matrix = (variable: tf.LayerVariable) =>
    tf.expandDims(tf.transpose(inOrder(variable.read())), 0);
  const inputs: Record<string, tf.Tensor> = {
    x: sequence,
    w: matrix(kernel),
    r: matrix(recurrentKernel),
  };
  if (bias) {
    const own = inOrder(bias.read());
    // A row for the input, and one for the state.
    const both = operator.resetAfter ? own : tf.stack([own, tf.zerosLike(own)]);
    inputs.b = tf.reshape(both, [1, -1]);
  }
  const [h, c] = states.map((state) => tf.expandDims(state, 0));
  inputs.h = h!;
  if (c) inputs.c = c;
  const [steps, batch] = sequence.shape as [number, number];
  const node: Node = {
    kernel: RECURRENT_OPERATOR,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([key, tensor]) => [key, backend.value(tensor.dataId)]),
    ),
    attributes: {
      ...{ op: operator.op, units, activations: activationsOf(cell, operator) },
      resetAfter: operator.resetAfter === true,
    },
    outputs: [],
    scope: backend.scope,
    site: new Error(),
  };
  for (const shape of [[steps, 1, batch, units], ...states.map(() => [1, batch, units])]) {
    node.outputs.push({ shape, dtype: "float32", node });
  }
  backend.nodes.push(node);
  const [outputs, ...finals] = node.outputs.map((value) => backend.tensor(value));
  return {
    outputs: tf.squeeze(outputs!, [1]),
    finals: finals.map((state) => tf.squeeze(state, [0])),
  };
}

/** Emits the ONNX operator. */
export function lowerOperator(
  lowering: Lowering,
  { inputs, attributes, outputs }: Node,
  tensorOf: (value: Value) => Lowered,
): Lowered[] {
  const { op, units, activations, resetAfter } = attributes as unknown as OperatorAttributes;
  const plain = (key: string) => inputs[key] ? lowering.plain(tensorOf(inputs[key])) : "";
  // States before the first step are zeros where ONNX has no input for them.
  const state = (key: string) => inputs[key] && tensorOf(inputs[key]).fill === 0 ? "" : plain(key);
  const noLengths = "";
  const names = [plain("x"), plain("w"), plain("r"), plain("b"), noLengths, state("h"), state("c")];
  while (names.at(-1) === "") names.pop();
  const results = lowering.emitMany(op, names, {
    hidden_size: { i: units },
    activations: { strings: activations },
    // ONNX's default, but ONNX Runtime's CUDA provider, which has only the other kind of GRU, reads
    // it to leave the node to the CPU.
    ...(op === "GRU" ? { linear_before_reset: { i: Number(resetAfter) } } : {}),
  }, outputs.length);
  return results.map((name, i) => lowering.value(name, outputs[i]!.shape));
}

function activationsOf(cell: Cell, { activations }: Operator) {
  const config = cell.getConfig();
  return activations.map((setting) => ACTIVATIONS[config[setting] as string]!);
}
