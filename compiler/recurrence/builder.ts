// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "../backend.ts";
import { isConstant, type Node, type Value } from "../graph.ts";
import { RECURRENCE, type Recurrence } from "./recurrence.ts";

/** Kernels of a matrix product. */
const PRODUCTS: readonly string[] = ["BatchMatMul", "_FusedMatMul"];

/**
 * Builds the node of a recurrence from the nodes of one step. A step may read values of the graph
 * outside, and one of a gradient also values of the step that it belongs to: they become inputs.
 */
export class RecurrenceBuilder {
  readonly #backend: TracingBackend;
  readonly #recurrence: Recurrence;
  /** The step whose values this one reads, because it is its gradient. */
  readonly #forward: RecurrenceBuilder | undefined;
  readonly #node: Node;
  /** Values of one step: its inputs and those that its nodes compute. */
  readonly #own = new Set<Value>();
  /** For each input from outside, the step's own value. */
  readonly #imported = new Map<Value, Value>();
  /** For each element of a step, the sequence of its elements. */
  readonly #sequences = new Map<Value, Value>();
  readonly #counts = new Map<string, number>();

  constructor(
    backend: TracingBackend,
    steps: number,
    nodes: Node[],
    forward?: RecurrenceBuilder,
  ) {
    this.#backend = backend;
    this.#forward = forward;
    this.#recurrence = { steps, reverse: forward !== undefined, inputs: [], outputs: [], nodes };
    this.#node = {
      kernel: RECURRENCE,
      inputs: {},
      attributes: { recurrence: this.#recurrence },
      outputs: [],
      scope: backend.scope,
      site: new Error(),
    };
    for (const { outputs } of nodes) for (const output of outputs) this.#own.add(output);
  }

  /** Adds a state and returns its value after the last step. */
  addState(state: Value, initial: Value, next: Value): Value {
    const name = this.#name("state");
    this.#addInput(name, state, initial);
    return this.#addOutput(name, next, next.shape);
  }

  /** Adds an input that has an element for each step. */
  addSequence(element: Value, sequence: Value): void {
    this.#sequences.set(element, sequence);
    this.#addInput(this.#name("sequence"), element, sequence);
  }

  /** Adds the node to the trace. Results can be added later. */
  record(): void {
    const { nodes, inputs } = this.#recurrence;
    for (const node of nodes) {
      for (const [key, value] of Object.entries(node.inputs)) {
        node.inputs[key] = this.#import(value);
      }
    }
    // ONNX's Scan counts the elements of a sequence.
    if (!inputs.some(({ name }) => name.startsWith("sequence/"))) {
      const [element, sequence] = [...this.#forward!.#sequences][0]!;
      this.addSequence({ shape: element.shape, dtype: element.dtype }, sequence);
    }
    this.#backend.nodes.push(this.#node);
  }

  /** The elements of all steps of a step's value, with the steps as first axis. */
  stack(value: Value): Value {
    const known = this.#sequences.get(value);
    if (known) return known;
    const shape = [this.#recurrence.steps, ...value.shape];
    const stacked = this.#addOutput(this.#name("stack"), value, shape);
    this.#sequences.set(value, stacked);
    return stacked;
  }

  /**
   * Replaces products of a sequence's elements with a matrix that is the same in each step by one
   * product of the whole sequence.
   */
  hoistProducts(): void {
    const { nodes } = this.#recurrence;
    this.#recurrence.nodes = nodes.filter((node) => {
      if (!this.#isProductOverSteps(node, (a) => this.#sequences.has(a))) return true;
      const [output] = node.outputs;
      const sequence = this.#backend.value(this.#productOverSteps(node).dataId);
      delete output!.node;
      this.addSequence(output!, sequence);
      return false;
    });
  }

  /** A step's value for all steps, with the steps as first axis. */
  overSteps(value: Value): tf.Tensor {
    const { node } = value;
    if (node && this.#isProductOverSteps(node)) return this.#productOverSteps(node);
    return this.#backend.tensor(this.stack(this.#import(value)));
  }

  /** The sum of a step's value over all steps. */
  sumOverSteps(value: Value): tf.Tensor {
    const { steps } = this.#recurrence;
    const { node, shape } = value;
    if (!this.owns(value) && !this.#forward?.owns(value)) {
      return tf.mul(this.#backend.tensor(value), steps);
    }
    const attributes = (node?.attributes ?? {}) as Record<string, unknown>;
    const inputs = Object.values(node?.inputs ?? {});
    switch (node?.kernel) {
      case "BatchMatMul": {
        const [a, b] = inputs as [Value, Value];
        const matrices = attributes.transposeA && !attributes.transposeB && shape.length === 2;
        if (!matrices) break;
        return tf.matMul(this.#rows(a), this.#rows(b), true, false);
      }
      case "Sum": {
        const axes = [attributes.axis as number | number[]].flat();
        const sum = tf.sum(this.overSteps(inputs[0]!), [0, ...axes.map((axis) => axis + 1)]);
        return tf.reshape(sum, [...shape]);
      }
      case "Concat":
        return tf.concat(inputs.map((each) => this.sumOverSteps(each)), attributes.axis as number);
    }
    return this.#accumulate(value);
  }

  /** The sum of a value over all steps, as a state. */
  #accumulate(value: Value): tf.Tensor {
    const { shape, dtype } = value;
    const sum: Value = { shape, dtype };
    const next: Value = { shape, dtype };
    const inputs = { a: sum, b: this.#import(value) };
    const { scope, site } = this.#node;
    next.node = { kernel: "Add", inputs, attributes: {}, outputs: [next], scope, site };
    this.#recurrence.nodes.push(next.node);
    this.#own.add(next);
    return this.#backend.tensor(this.addState(sum, { shape, dtype, fill: 0 }, next));
  }

  /** All rows of the matrices of all steps as one matrix. */
  #rows(value: Value): tf.Tensor {
    const x = this.overSteps(value);
    return tf.reshape(x, [-1, x.shape.at(-1)!]);
  }

  /** True for a product of a matrix of each step with a matrix that is the same in each step. */
  #isProductOverSteps(node: Node, isLeft = (a: Value) => this.isInside(a)): boolean {
    const { a, b, ...rest } = node.inputs;
    return PRODUCTS.includes(node.kernel) && a!.shape.length === 2 && b!.shape.length === 2 &&
      !node.attributes.transposeA && isLeft(a!) &&
      [b!, ...Object.values(rest)].every((value) =>
        !this.isInside(value) && value.shape.length < 3
      );
  }

  #productOverSteps({ kernel, inputs: { a, ...rest }, attributes, outputs }: Node): tf.Tensor {
    const others = Object.entries(rest).map(([key, value]) => [key, this.#outside(value)]);
    const product = tf.engine().runKernel(
      kernel,
      { a: this.#rows(a!), ...Object.fromEntries(others) },
      attributes as tf.NamedAttrMap,
    ) as tf.Tensor;
    return tf.reshape(product, [this.#recurrence.steps, ...outputs[0]!.shape]);
  }

  /** True for an input of the step and for what its nodes compute. */
  owns(value: Value): boolean {
    return this.#own.has(value);
  }

  /** True for a value that may differ between the steps. */
  isInside(value: Value): boolean {
    return (this.#own.has(value) && !this.#outer(value)) ||
      (this.#forward?.isInside(value) ?? false);
  }

  /** The value outside that a step's input stands for, when it is the same in each step. */
  #outer(value: Value): Value | undefined {
    const captured = this.#recurrence.inputs.find((each) => each.value === value);
    return captured?.name.startsWith("capture/") ? this.#node.inputs[captured.name] : undefined;
  }

  #outside(value: Value): tf.Tensor {
    return this.#backend.tensor(this.#outer(value) ?? value);
  }

  /** The step's own value for one that it reads. */
  #import(value: Value): Value {
    if (isConstant(value) || this.#own.has(value)) return value;
    const known = this.#imported.get(value);
    if (known) return known;
    const own: Value = { shape: value.shape, dtype: value.dtype };
    this.#imported.set(value, own);
    if (this.#forward?.owns(value)) {
      const outer = this.#forward.#outer(value);
      if (outer) this.#addInput(this.#name("capture"), own, outer);
      else this.addSequence(own, this.#forward.stack(value));
    } else this.#addInput(this.#name("capture"), own, value);
    return own;
  }

  #addInput(name: string, own: Value, outside: Value): void {
    this.#own.add(own);
    this.#recurrence.inputs.push({ name, value: own });
    this.#node.inputs[name] = outside;
  }

  #addOutput(name: string, value: Value, shape: readonly number[]): Value {
    const output: Value = { shape, dtype: value.dtype, node: this.#node };
    this.#recurrence.outputs.push({ name, value: this.#import(value) });
    this.#node.outputs.push(output);
    return output;
  }

  #name(kind: "state" | "sequence" | "capture" | "stack"): string {
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    return `${kind}/${count}`;
  }
}
