// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";
import {
  constantData,
  type DType,
  type Inputs,
  isConstant,
  isUniform,
  newData,
  type Node,
  sizeOf,
  type TensorData,
  type Value,
} from "./graph.ts";
import { foldConstants } from "./fold.ts";
import { type Inferred, type Kernel, valuesOf } from "./kernel.ts";
import { kernels } from "./kernels/mod.ts";
import { describeCallSite } from "./call_site.ts";
import { REFUSED } from "./refused.ts";
import { unsupportedKernel } from "./unsupported.ts";
import { zeroGradientRule } from "./zero_gradient.ts";

/** Name under which the tracing backend is registered with tfjs. */
export const BACKEND_NAME = "weft-trace";

/** tfjs's handle for the contents of a tensor. */
export type DataId = tf.DataId;

/**
 * Decides whether a new constant is random noise that JavaScript drew while tracing.
 *
 * @returns The handle of the value that replaces the noise, or `undefined` for any other constant.
 */
export type NoiseRequest = (
  data: tf.BackendValues,
  shape: readonly number[],
) => DataId | undefined;

/**
 * A tfjs backend that computes nothing: each kernel call becomes a {@linkcode Node}, each tensor a
 * {@linkcode Value}. tfjs itself supplies shape checks, layers, losses, optimizers and gradients,
 * as with every tfjs backend.
 */
export class TracingBackend extends tf.KernelBackend {
  #values = new Map<DataId, { value: Value; references: number }>();
  /** Values of tensors that another backend holds, and keeps. */
  #borrowed = new WeakMap<DataId, Value>();
  /** Values for tensors that are named weights of the graph; set while tracing. */
  weights: ReadonlyMap<DataId, Value> = new Map();
  /** Nodes in the order of their calls. */
  nodes: Node[] = [];
  /** The layer whose `call` is running. */
  scope = "";
  /** Called for constants that come from `Math.random`; set while tracing. */
  onNoise: NoiseRequest | undefined;
  /** Called for scalar constants with their number; returns the handle of an input's value. */
  onScalar: ((number: number) => DataId | undefined) | undefined;

  // --- the interface of tfjs backends

  override write(data: tf.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const noise = this.onNoise?.(data, shape);
    if (noise) return noise;
    const scalar = shape.length === 0
      ? this.onScalar?.(Number((data as TensorData)[0]))
      : undefined;
    if (scalar) return scalar;
    return this.insert(this.valueFromData(data, shape, dtype));
  }

  override move(
    id: DataId,
    data: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    this.#values.set(id, { value: this.valueFromData(data, shape, dtype), references });
  }

  /** The value for numbers that come from outside the trace. */
  protected valueFromData(data: tf.BackendValues, shape: number[], dtype: tf.DataType): Value {
    return constantOf(data, shape, dtype);
  }

  override readSync(id: DataId): TensorData {
    const value = this.value(id);
    const data = constantData(value);
    if (data) return data;
    const from = value.node ? `the result of ${value.node.kernel}` : `the input '${value.input}'`;
    throw new WeftError(
      "compiler",
      `Cannot read a tensor while tracing: ${from}, of shape [${value.shape}], has no numbers ` +
        `until the compiled graph runs (${describeCallSite(new Error())})`,
      "Keep dataSync(), data(), array() and print() out of the traced function; return the " +
        "tensor as an output, and use tf.where instead of if",
    );
  }

  // deno-lint-ignore require-await -- tfjs expects a promise, and readSync throws
  override async read(id: DataId): Promise<TensorData> {
    return this.readSync(id);
  }

  override numDataIds(): number {
    return this.#values.size;
  }
  override refCount(id: DataId): number {
    return this.#values.get(id)?.references ?? 0;
  }
  override incRef(id: DataId): void {
    const entry = this.#values.get(id);
    if (entry) entry.references++;
    else ownerOf(id)?.backend.incRef(id);
  }
  override disposeData(id: DataId, force = false): boolean {
    const entry = this.#values.get(id);
    if (!entry) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.#values.delete(id);
    return true;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override epsilon(): number {
    return 1e-7;
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override dispose(): void {
    this.#values.clear();
  }

  // --- used by the trace

  /** Makes a tfjs handle for a value. */
  insert(value: Value): DataId {
    const id = {};
    this.#values.set(id, { value, references: 1 });
    return id;
  }

  /**
   * The value behind a handle. When another backend holds its numbers, they are read and stay
   * there: a trace, also one that fails, must not take tensors away from a model.
   */
  value(id: DataId): Value {
    const known = this.#values.get(id)?.value ?? this.weights.get(id) ?? this.#borrowed.get(id);
    if (known) return known;
    const { backend, shape, dtype } = ownerOf(id)!;
    const value = this.valueFromData(backend.readSync(id) as tf.BackendValues, shape, dtype);
    this.#borrowed.set(id, value);
    return value;
  }

  /** True for a handle whose contents are known only when the compiled graph runs. */
  isSymbolic(id: DataId): boolean {
    const entry = this.#values.get(id);
    return entry !== undefined && !isConstant(entry.value);
  }

  /** A tfjs tensor for a value. */
  tensor(value: Value): tf.Tensor {
    const info = { dataId: this.insert(value), shape: [...value.shape], dtype: value.dtype };
    return tf.engine().makeTensorFromTensorInfo(info, this);
  }

  /** Records a kernel call and returns handles for its outputs. */
  record(
    kernel: string,
    tensors: tf.NamedTensorInfoMap,
    attributes: tf.NamedAttrMap,
  ): tf.TensorInfo | tf.TensorInfo[] {
    const { x } = tensors;
    if (kernel === "Identity" || (kernel === "Cast" && x!.dtype === attributes.dtype)) {
      const { shape, dtype } = x!;
      if (!this.#values.has(x!.dataId)) {
        return { dataId: this.insert(this.value(x!.dataId)), shape, dtype };
      }
      this.incRef(x!.dataId);
      return { dataId: x!.dataId, shape, dtype };
    }
    const spec = kernels[kernel];
    if (!spec) throw unsupportedKernel(kernel, this.scope);
    const inputs: Inputs = {};
    for (const [key, info] of Object.entries(tensors)) {
      if (info) inputs[key] = this.value(info.dataId);
    }
    const { outputs, single } = this.#call(kernel, spec, inputs, attributes);
    const infos = outputs.map((value) => ({
      dataId: this.insert(value),
      shape: [...value.shape],
      dtype: value.dtype,
    }));
    return single ? infos[0]! : infos;
  }

  #call(kernel: string, spec: Kernel, inputs: Inputs, attributes: tf.NamedAttrMap) {
    const site = new Error();
    const inferred = spec.infer(inputs, attributes);
    const types: Inferred[] = Array.isArray(inferred) ? inferred : [inferred];
    const single = !Array.isArray(inferred);
    const shortcut = zeroGradientRule(kernel, inputs, types);
    if (shortcut) return { outputs: [shortcut], single };
    if (Object.keys(inputs).length > 0 && Object.values(inputs).every(isConstant)) {
      const folded = foldConstants(kernel, inputs, attributes, types);
      if (folded) return { outputs: folded, single };
    }
    const outputs = valuesOf(types);
    const taped = tf.engine().state.gradientDepth > 0;
    const node: Node = { kernel, inputs, attributes, outputs, scope: this.scope, taped, site };
    for (const output of outputs) if (!isConstant(output)) output.node = node;
    if (outputs.some((output) => output.node)) this.nodes.push(node);
    return { outputs, single };
  }
}

/** The tensor behind a handle, and the tfjs backend that holds its numbers. */
interface Owner {
  readonly backend: tf.KernelBackend;
  readonly shape: number[];
  readonly dtype: tf.DataType;
}

function ownerOf(id: DataId): Owner | undefined {
  const { tensorInfo } = tf.engine().state as unknown as { tensorInfo: WeakMap<DataId, Owner> };
  return tensorInfo.get(id);
}

function constantOf(data: tf.BackendValues, shape: number[], dtype: tf.DataType): Value {
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") {
    throw new WeftError(
      "compiler",
      `Cannot trace a tensor of type ${dtype}: ${REFUSED[dtype]!.why} (${
        describeCallSite(new Error())
      })`,
      REFUSED[dtype]!.instead,
    );
  }
  const type: DType = dtype;
  const numbers = data as ArrayLike<number>;
  if (numbers.length === sizeOf(shape) && isUniform(numbers)) {
    return { shape, dtype: type, fill: Number(numbers[0]) };
  }
  const copy = newData(type, numbers.length);
  copy.set(numbers);
  return { shape, dtype: type, data: copy };
}

let backend: TracingBackend | undefined;

/** The tracing backend, registered with tfjs on first use. */
export function tracingBackend(): TracingBackend {
  return backend ??= register(BACKEND_NAME, new TracingBackend());
}

/** Registers a backend with tfjs, and every kernel name that tfjs has for its cpu backend. */
export function register<T extends TracingBackend>(backendName: string, backend: T): T {
  tf.registerBackend(backendName, () => backend, 0);
  const names = new Set([
    ...Object.keys(kernels),
    ...tf.getKernelsForBackend("cpu").map(({ kernelName }) => kernelName),
    "Identity",
  ]);
  for (const kernelName of names) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => backend.record(kernelName, inputs, attrs ?? {}),
    });
  }
  return backend;
}
