// This module is browser compatible.

import type { Frame } from "./frame.ts";
import { numbersIn, type Slot, Uncompilable } from "./slot.ts";
import type { GraphNode } from "./topology.ts";

/** Iterations of a loop that are unrolled at most; a graph has the nodes of each. */
const LONGEST_LOOP = 500;

/** The surroundings in which a control-flow op runs. */
interface Scene {
  /** Runs a function of the graph's library. */
  readonly call: (name: string, args: readonly Slot[]) => Slot[];
  /** The iteration of the loop around the node. */
  readonly iteration: number;
}

type ControlOp = (inputs: readonly Slot[], node: GraphNode, scene: Scene) => Slot[];

/** The name of a function in an attribute. */
function functionName({ attr }: GraphNode, key: string): string {
  return (attr?.[key] as { func: { name: string } }).func.name;
}

const isTrue = (slot: Slot): boolean => numbersIn(slot, "its condition")[0] !== 0;

function checkLength(iteration: number): void {
  if (iteration < LONGEST_LOOP) return;
  throw new Uncompilable(`it loops more than ${LONGEST_LOOP} times`);
}

const choose: ControlOp = ([condition, ...args], node, { call }) =>
  call(functionName(node, isTrue(condition) ? "then_branch" : "else_branch"), args);

const loop: ControlOp = (args, node, { call }) => {
  let state = [...args];
  for (let i = 0; isTrue(call(functionName(node, "cond"), state)[0]); i++) {
    checkLength(i);
    state = call(functionName(node, "body"), state);
  }
  return state;
};

/**
 * Control flow, which is resolved while tracing: the branch that a constant condition takes, and
 * loops whose number of iterations is constant, unrolled.
 */
export const controlOps: Readonly<Record<string, ControlOp>> = {
  Switch: ([data, condition]) => isTrue(condition) ? [undefined, data] : [data, undefined],
  Merge: (inputs) => [inputs.find((slot) => slot !== undefined)],
  Enter: ([data]) => [data],
  Exit: ([data]) => [data],
  LoopCond: ([condition]) => [condition],
  NextIteration: ([data], _node, { iteration }) => {
    checkLength(iteration);
    return [data];
  },
  If: choose,
  StatelessIf: choose,
  While: loop,
  StatelessWhile: loop,
  PlaceholderWithDefault: ([value]) => [value],
};

/**
 * The frame that holds the result of a node, and the one in which its readers run. They differ from
 * the node's own where a loop begins, goes on or ends.
 */
export function frameAfter(
  { op, attr }: GraphNode,
  frame: Frame,
): { readonly holder: Frame; readonly readers: Frame } {
  const same = (each: Frame) => ({ holder: each, readers: each });
  switch (op) {
    case "Enter": {
      const inner = frame.enter(JSON.stringify(attr?.frame_name));
      // What does not change in the loop is found from each of its iterations.
      const constant = (attr?.is_constant as { b?: boolean } | undefined)?.b === true;
      return constant ? { holder: frame, readers: inner } : same(inner);
    }
    case "NextIteration":
      return same(frame.next());
    case "Exit":
      return same(frame.outer ?? frame);
    default:
      return same(frame);
  }
}
