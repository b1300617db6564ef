// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { Execution } from "./execution.ts";
import { outermostLoops } from "./loops.ts";
import { describeRefusals, whyUncompilable } from "./refusals.ts";
import { type AnyTensor, anyTensorIn, isList, knownNumbers, type Slot } from "./slot.ts";
import { ancestors, nodeOf, type NodesByName, shortReference } from "./topology.ts";

/** A part of a graph to trace. */
export interface GraphPart {
  readonly nodes: NodesByName;
  readonly execution: Execution;
  readonly feeds: Readonly<Record<string, tf.Tensor>>;
  /** Outputs of nodes: `name` or `name:1`. */
  readonly outputs: readonly string[];
}

/** Nodes that cannot be compiled, by name. */
type Refused = Map<string, { op: string; why: string }>;

/**
 * Traces a part of a graph and returns the tensors of its outputs.
 *
 * @throws {WeftError} `compiler` when nodes cannot be compiled. It names them and the cut: the last
 * outputs in front of them, with which the graph can be exported.
 */
export function tracePart(part: GraphPart): AnyTensor[] {
  const refused: Refused = new Map();
  const traced = attempt(part, part.outputs, refused);
  if (traced) return traced.map(anyTensorIn);
  const cut = findCut(part, refused);
  throw new WeftError(
    "compiler",
    `Cannot export the model: its graph has ops that are not compiled: ${
      describeRefusals(refused)
    }`,
    cut.length > 0
      ? `End the graph in front of them with --outputs ${cut.join(",")} or the option outputs`
      : "No output in front of them depends on the inputs",
  );
}

/** Traces outputs; on a node that cannot be compiled, adds it to `refused`. */
function attempt(
  { nodes, execution, feeds }: GraphPart,
  outputs: readonly string[],
  refused: Refused,
): Slot[] | undefined {
  try {
    return execution.run(feeds, outputs);
  } catch (error) {
    const node = nodes.get(execution.current() ?? "");
    const why = whyUncompilable(error);
    if (node && why) {
      refused.set(node.name, { op: node.op, why });
      return undefined;
    }
    throw new WeftError(
      "compiler",
      `Cannot export the model: ${node ? `its node '${node.name}' (${node.op}) fails: ` : ""}${
        (error as Error).message
      }`,
      "Give its inputs lengths that it takes, with --shape or the option shapes; a model made for " +
        "one batch size needs --batch-size 1 or the option batchSize",
      { cause: error },
    );
  }
}

/** The last outputs of nodes that can be compiled; adds nodes that cannot be to `refused`. */
function findCut(part: GraphPart, refused: Refused): string[] {
  const lists = new Set<string>();
  for (;;) {
    const cut = frontier(part, new Set([...refused.keys(), ...lists]));
    const known = refused.size;
    const traced = cut.length === 0 ? [] : attempt(part, cut, refused);
    if (!traced && refused.size > known) continue;
    if (!traced) return [];
    // A list of tensors is no output; the cut moves in front of what makes it.
    const found = cut.filter((_, i) => isList(traced[i]));
    for (const reference of found) lists.add(nodeOf(reference));
    if (found.length === 0) return cut.filter((_, i) => !isKnown(traced[i]));
  }
}

/** True for a tensor that has the same numbers for all inputs. */
function isKnown(slot: Slot): boolean {
  return knownNumbers(anyTensorIn(slot)) !== undefined;
}

/**
 * The outputs that do not depend on a refused node and that a node which does, or nobody, reads.
 * They depend on an input of the graph and are none.
 */
function frontier({ nodes, outputs, feeds }: GraphPart, refused: ReadonlySet<string>): string[] {
  const needed = ancestors(nodes, outputs.map(nodeOf));
  const loops = outermostLoops(needed);
  // A loop with a refused node is refused as a whole: nothing inside of it is an output.
  const lost = new Set([...refused].flatMap((name) => loops.get(name) ?? []));
  const [tainted, fed] = [new Set<string>(), new Set(Object.keys(feeds))];
  for (const { name, input = [] } of needed) {
    const from = input.map(nodeOf);
    const inLost = lost.has(loops.get(name) ?? "");
    if (refused.has(name) || inLost || from.some((each) => tainted.has(each))) tainted.add(name);
    if (from.some((each) => fed.has(each))) fed.add(name);
  }
  const found = new Set<string>();
  const consider = (reference: string) => {
    const name = nodeOf(reference);
    const candidate = fed.has(name) && !tainted.has(name) && !(name in feeds);
    if (candidate && !reference.startsWith("^")) found.add(shortReference(reference));
  };
  for (const name of tainted) nodes.get(name)?.input?.forEach(consider);
  outputs.forEach(consider);
  return [...found];
}
