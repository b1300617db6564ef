/**
 * A tfjs backend that computes with compiled graphs. It records kernel calls; when a tensor is
 * read, it compiles a graph from them and runs it with ONNX Runtime. tfjs's own tests can run on
 * it. For tests only.
 */

import type * as tf from "@tensorflow/tfjs";
import { register, TracingBackend } from "../backend.ts";
import {
  constantData,
  type DType,
  type Graph,
  isConstant,
  newData,
  type TensorData,
  type Value,
} from "../graph.ts";
import { kernels } from "../kernels/mod.ts";
import { optimize } from "../passes/mod.ts";
import { type Target, targets } from "../targets.ts";
import { type Numbers, onOnnxRuntime } from "./agrees_with_tfjs.ts";

/** The name under which the backend is registered. */
export const EAGER_BACKEND_NAME = "weft-eager";

/** Records kernels as the tracing backend does, and computes them when a tensor is read. */
export class EagerBackend extends TracingBackend {
  /** Names of the kernels that were called since the set was last cleared. */
  readonly called = new Set<string>();
  /**
   * Kernels and tensor types that were used since the set was last cleared and are not supported.
   */
  readonly refused = new Set<string>();
  readonly #target: Target;
  /** Numbers of values that were fed or have been computed. */
  readonly #numbers = new WeakMap<Value, TensorData>();
  #count = 0;

  constructor(target: Target) {
    super();
    this.#target = target;
  }

  /**
   * Makes a graph input, because tfjs's own kernels would fold a constant and the compiler would
   * not be tested.
   */
  protected override valueFromData(
    data: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
  ): Value {
    if (dtype === "string" || dtype === "complex64") this.refused.add(dtype);
    const checked = constantData(super.valueFromData(data, shape, dtype))!;
    const value: Value = { shape, dtype: dtype as DType };
    this.#feed(value, checked);
    return value;
  }

  override record(kernel: string, tensors: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap) {
    this.called.add(kernel);
    if (!(kernel in kernels) && kernel !== "Identity") this.refused.add(kernel);
    if (typeof attributes.value === "string") this.refused.add("string");
    try {
      return super.record(kernel, tensors, attributes);
    } finally {
      // Values refer to their nodes; the list is not needed here.
      this.nodes.length = 0;
    }
  }

  override readSync(id: tf.DataId): TensorData {
    const value = this.value(id);
    const known = constantData(value) ?? this.#numbers.get(value);
    if (known) return known;
    throw new Error("ONNX Runtime answers later: read the tensor with data()");
  }

  override async read(id: tf.DataId): Promise<TensorData> {
    const value = this.value(id);
    if (!isConstant(value) && !this.#numbers.has(value)) await this.#compute(value);
    return constantData(value) ?? this.#numbers.get(value)!;
  }

  /** True, because tfjs reads each result immediately when a backend has no timer. */
  override timerAvailable(): boolean {
    return true;
  }

  // deno-lint-ignore require-await -- tfjs expects a promise
  override async time(fn: () => void): Promise<tf.BackendTimingInfo> {
    const start = performance.now();
    fn();
    return { kernelMs: performance.now() - start };
  }

  async #compute(value: Value): Promise<void> {
    const graph: Graph = {
      inputs: [],
      state: [],
      outputs: [{ name: "y", value }],
      nodes: [value.node!],
    };
    optimize(graph);
    const read = [
      ...graph.nodes.flatMap(({ inputs }) => Object.values(inputs)),
      ...graph.outputs.map(({ value }) => value),
    ];
    graph.inputs = [...new Set(read.filter(({ input }) => input !== undefined))];
    const inputs = Object.fromEntries(
      graph.inputs.map((each): [string, Numbers] => {
        const { input, shape, dtype } = each;
        return [input!, { shape, dtype, data: this.#numbers.get(each)! }];
      }),
    );
    const { y } = await onOnnxRuntime(graph, this.#target, inputs);
    const data = newData(value.dtype, y!.data.length);
    data.set(y!.data);
    delete value.node;
    this.#feed(value, data);
  }

  /** Makes `value` an input of every graph that reads it. */
  #feed(value: Value, data: TensorData): void {
    Object.assign(value, { input: `x${this.#count++}` });
    this.#numbers.set(value, data);
  }
}

/** The eager backend for a target, registered with tfjs. */
export function eagerBackend(target: Target = targets.portable): EagerBackend {
  return register(EAGER_BACKEND_NAME, new EagerBackend(target));
}
