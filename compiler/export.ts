// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";
import { type CarriedState, withCarriedStates } from "./carried_states.ts";
import type { ExportOptions } from "./export_options.ts";
import type { TensorData } from "./graph.ts";
import { permuted } from "./layout.ts";
import { lower, type LoweredGraph, type LoweredState, withConstantState } from "./lower.ts";
import { optimize } from "./passes/mod.ts";
import { type CpuNode, nodesOnCpu } from "../onnx/placement/nodes_on_cpu.ts";
import { encodeModel } from "../onnx/encode.ts";
import { makeModel } from "../onnx/make.ts";
import type { ProviderName } from "../onnx/placement/providers/mod.ts";
import { fromGraphModel } from "./sources/graph_model.ts";
import { fromLayersModel } from "./sources/layers_model.ts";
import { portsInOrder } from "./sources/ports.ts";
import type { InputSpec, Source } from "./sources/source.ts";
import { symbolicBatch } from "./symbolic_batch.ts";
import { opsetsOf, targets } from "./targets.ts";
import { type InputTypes, trace } from "./trace.ts";

/** A model compiled for inference, to be written with any parameters. */
export interface CompiledModel {
  /** Types of the inputs, by name; a null length is the batch. */
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Names of the outputs, in the order of the model. */
  readonly outputs: readonly string[];
  /** The states of layers, which are further inputs and outputs of the file. */
  readonly states: readonly CarriedState[];
  /** @throws {WeftError} `compiler` when a parameter holds NaN or an infinity. */
  readonly requireFinite: () => void;
  /**
   * Writes the .onnx file. `parameters` replaces the numbers that the variables had when the model
   * was compiled. They are given by the variables' names, in tfjs's order of elements.
   */
  readonly encode: (
    options?: {
      parameters?: ReadonlyMap<string, TensorData>;
      metadata?: Readonly<Record<string, string>>;
    },
  ) => Uint8Array<ArrayBuffer>;
  /**
   * The nodes that ONNX Runtime runs on the CPU when the model is loaded with a GPU provider
   * (`placement.ts`).
   */
  readonly nodesOnCpu: (provider: ProviderName) => CpuNode[];
}

/**
 * A layers model, a graph model, or a function of tensors with the types of its inputs; a null
 * length is the batch.
 */
export type Exportable = tf.LayersModel | tf.GraphModel | Pick<Source, "fn" | "inputs">;

/** Compiles a model once; {@linkcode CompiledModel.encode} then writes it with any parameters. */
export function compileModel(model: Exportable, options: ExportOptions = {}): CompiledModel {
  const source = sourceOf(model, options);
  const { fn, inputs, names, weights, complete = (lowered) => lowered } = source;
  const lowerAt = (batchSize: number): LoweredGraph => {
    const types: InputTypes = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, dtype }]) => [
        name,
        { shape: shape.map((length) => length ?? batchSize), dtype },
      ]),
    );
    const graph = trace(fn, types, { ...(names && { names }), ...(weights && { weights }) });
    optimize(graph);
    return complete(lower(graph, targets.portable, options.layouts));
  };
  const free = Object.values(inputs).some(({ shape }) => shape.includes(null));
  const traced = free && options.batchSize === undefined
    ? symbolicBatch(lowerAt)
    : lowerAt(options.batchSize ?? 1);
  const outputs = source.outputs ?? traced.outputs.map(({ name }) => name);
  const { graph: lowered, states } = withCarriedStates(
    portsInOrder(traced, Object.keys(inputs), outputs),
  );
  return {
    inputs,
    outputs,
    states,
    requireFinite: () => lowered.state.forEach(checkFinite),
    encode: ({ parameters, metadata = options.metadata ?? {} } = {}) => {
      checkParameters(lowered, parameters);
      const graph = withConstantState("model", lowered, parameters);
      return encodeModel(makeModel({ graph, opsets: opsetsOf(targets.portable), metadata }));
    },
    nodesOnCpu: (provider) => nodesOnCpu(withConstantState("model", lowered), provider),
  };
}

/**
 * Writes a tfjs model as an ONNX file: standard ai.onnx operators only, opset 17, symbolic batch
 * size.
 *
 * @throws {WeftError} `compiler` when a kernel has no lowering, when the batch size cannot be
 * symbolic, or when a weight holds NaN or an infinity.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { exportOnnx } from "weft-ml/compiler";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
 * const bytes = exportOnnx(model, { outputs: ["logits"] });
 * console.assert(bytes.length > 0);
 * ```
 */
export function exportOnnx(
  model: Exportable,
  options: ExportOptions = {},
): Uint8Array<ArrayBuffer> {
  const compiled = compileModel(model, options);
  compiled.requireFinite();
  return compiled.encode();
}

function checkFinite({ name, initial }: LoweredState): void {
  const position = initial.findIndex((value) => !Number.isFinite(value));
  if (position < 0) return;
  const count = initial.filter((value) => !Number.isFinite(value)).length;
  throw new WeftError(
    "compiler",
    `Cannot export the model: ${count} of the ${initial.length} numbers in the weight '${name}' ` +
      `are NaN or infinite, the first one (${initial[position]}) at position ${position}`,
    "Load weights from before they diverged, or train again with a lower learning rate",
  );
}

function sourceOf(model: Exportable, options: ExportOptions): Source {
  if (model instanceof tf.LayersModel) return fromLayersModel(model, options);
  if (model instanceof tf.GraphModel) return fromGraphModel(model, options);
  return { ...model, names: options.names, weights: options.weights };
}

function checkParameters(
  { state }: LoweredGraph,
  parameters: ReadonlyMap<string, TensorData> | undefined,
): void {
  if (!parameters) return;
  for (const { before, shape, layout } of state) {
    const size = permuted(shape, layout).reduce((a, b) => a * b, 1);
    const given = parameters.get(before)?.length;
    if (given === undefined || given === size) continue;
    throw new WeftError(
      "compiler",
      `Cannot write the parameter '${before}': expected ${size} numbers for shape [${shape}] ` +
        `but found ${given}`,
      "Give the numbers of the same model",
    );
  }
}
