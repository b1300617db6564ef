// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { awaitedOps } from "./awaited_ops.ts";
import { controlOps, frameAfter } from "./control_flow.ts";
import { runDynamic } from "./dynamic_shapes/ops.ts";
import { Frame } from "./frame.ts";
import { listOps } from "./list_ops.ts";
import { checkOp, whyNotFed } from "./refusals.ts";
import { prepareOp, type RunOp } from "./run_op.ts";
import { isDynamic, type Slot, Uncompilable } from "./slot.ts";
import {
  ancestors,
  type GraphFunction,
  type GraphNode,
  nodeOf,
  type NodesByName,
  outputOf,
} from "./topology.ts";

/** The state that the parts of a model's graph share while they are traced. */
export interface Library {
  readonly weights: tf.GraphModel["weights"];
  readonly functions: ReadonlyMap<string, GraphFunction>;
  /** Ops that were prepared before, by node. */
  readonly prepared: Map<GraphNode, RunOp>;
  /** Called with each node of the graph before it runs. */
  readonly onNode: (node: GraphNode) => void;
}

/** Runs a graph in a trace, with the control flow that does not depend on data resolved. */
export class Interpreter {
  readonly #nodes: NodesByName;
  readonly #library: Library;
  readonly #readers = new Map<string, GraphNode[]>();
  readonly #outputs = new Map<string, number>();

  constructor(nodes: NodesByName, library: Library) {
    this.#nodes = nodes;
    this.#library = library;
    for (const node of nodes.values()) {
      for (const reference of node.input ?? []) {
        this.#countOutput(reference);
        const name = nodeOf(reference);
        this.#readers.set(name, [...this.#readers.get(name) ?? [], node]);
      }
    }
  }

  #countOutput(reference: string): void {
    const name = nodeOf(reference);
    const position = outputOf(reference, this.#nodes.get(name)?.op);
    this.#outputs.set(name, Math.max(this.#outputs.get(name) ?? 1, position + 1));
  }

  /**
   * Computes outputs of nodes (`name` or `name:1`) from what placeholders get. A node runs when all
   * of its inputs are known, or one of them for a Merge; nodes behind the branch that a Switch does
   * not take never run.
   */
  run(feeds: Readonly<Record<string, Slot>>, references: readonly string[]): Slot[] {
    references.forEach((reference) => this.#countOutput(reference));
    const needed = ancestors(this.#nodes, references.map(nodeOf));
    const isNeeded = new Set(needed.map(({ name }) => name));
    const root = new Frame();
    const queue: { node: GraphNode; frame: Frame }[] = [];
    const queued = new Map<Frame, Set<string>>();
    const enqueueReaders = (name: string, frame: Frame): void => {
      const known = queued.get(frame) ?? new Set<string>();
      queued.set(frame, known);
      for (const node of this.#readers.get(name) ?? []) {
        if (!isNeeded.has(node.name) || known.has(node.name) || !isReady(node, frame)) continue;
        known.add(node.name);
        queue.push({ node, frame });
      }
    };
    const isReady = ({ op, input = [] }: GraphNode, frame: Frame): boolean =>
      op === "Merge"
        ? input.some((each) => this.#find(each, frame) !== undefined)
        : input.every((each) =>
          each.startsWith("^")
            ? frame.find(nodeOf(each))?.some((slot) => slot !== undefined)
            : this.#find(each, frame) !== undefined
        );
    const finish = (node: GraphNode, frame: Frame, slots: Slot[]): void => {
      const { holder, readers } = frameAfter(node, frame);
      holder.set(node.name, slots);
      enqueueReaders(node.name, readers);
    };
    const sources = needed.filter((node) => node.name in feeds || !node.input?.length);
    for (const node of sources) root.set(node.name, this.#source(node, feeds));
    for (const { name } of sources) enqueueReaders(name, root);
    for (let item; (item = queue.pop());) {
      const { node, frame } = item;
      finish(node, frame, this.#runNode(node, frame));
    }
    return references.map((reference) => this.#result(reference, root));
  }

  #find(reference: string, frame: Frame): Slot {
    const name = nodeOf(reference);
    return frame.find(name)?.[outputOf(reference, this.#nodes.get(name)?.op)];
  }

  #result(reference: string, root: Frame): Slot {
    const slot = this.#find(reference, root);
    if (slot !== undefined) return slot;
    throw new Error(`'${reference}' gets no value: the branch of a condition leaves it out`);
  }

  #source(node: GraphNode, feeds: Readonly<Record<string, Slot>>): Slot[] {
    this.#library.onNode(node);
    if (node.name in feeds) return [feeds[node.name]];
    if (node.op === "Placeholder") throw new Uncompilable(whyNotFed(node));
    return this.#library.weights[node.name] ?? this.#runOp(node, []);
  }

  #runNode(node: GraphNode, frame: Frame): Slot[] {
    this.#library.onNode(node);
    const weight = node.op === "Const" && this.#library.weights[node.name];
    if (weight) return weight;
    const inputs = (node.input ?? []).filter((each) => !each.startsWith("^"))
      .map((each) => this.#find(each, frame));
    const control = controlOps[node.op];
    const call = (name: string, args: readonly Slot[]) => callFunction(this.#library, name, args);
    if (control) return control(inputs, node, { call, iteration: frame.iteration });
    const onList = listOps[node.op];
    if (onList) return onList(inputs, node);
    if (inputs.some(isDynamic)) return runDynamic(inputs, node);
    return awaitedOps[node.op]?.(inputs, node) ?? this.#runOp(node, inputs);
  }

  #runOp(node: GraphNode, inputs: readonly Slot[]): Slot[] {
    checkOp(node);
    const { prepared } = this.#library;
    const run = prepared.get(node) ??
      prepareOp(node, inputs.length, this.#outputs.get(node.name) ?? 1);
    prepared.set(node, run);
    return run(inputs);
  }
}

/** Runs a function of the graph's library: a branch, or the condition or body of a loop. */
function callFunction(library: Library, name: string, args: readonly Slot[]): Slot[] {
  const found = library.functions.get(name);
  if (!found) throw new Uncompilable(`the graph has no function '${name}'`);
  const { signature, nodeDef = [], ret = {} } = found;
  const parameters = (signature.inputArg ?? []).map((each) => each.name);
  const nodes = new Map([
    ...parameters.map((name): [string, GraphNode] => [name, { name, op: "Placeholder" }]),
    ...nodeDef.map((node): [string, GraphNode] => [node.name, node]),
  ]);
  const feeds = Object.fromEntries(parameters.map((name, i) => [name, args[i]]));
  const results = (signature.outputArg ?? []).map((each) => ret[each.name] ?? each.name);
  const onNode = (): void => {};
  try {
    return new Interpreter(nodes, { ...library, onNode }).run(feeds, results);
  } catch (error) {
    if (error instanceof Uncompilable) {
      throw new Uncompilable(`in its function '${name}', ${error.message}`);
    }
    throw error;
  }
}
