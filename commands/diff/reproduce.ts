import type { ModelProto } from "onnx-buf";
import { ancestorsOf } from "../../onnx/ancestors.ts";
import { cutModel, freeValues } from "../../onnx/cut.ts";
import type { TensorValue } from "../../onnx/tensor_value.ts";
import { compareTensors, type Comparison } from "./compare.ts";
import { fetchValues } from "./fetch_values.ts";
import type { Participant } from "./participant.ts";
import { runModel, type Values } from "./runner.ts";
import type { Parting } from "./walk.ts";

/** Most nodes on a path of a reproduction. */
const DEEPEST = 8;

/** A few nodes with their inputs. */
export interface Reproduction {
  /** The nodes of the left side, and of the right side if it has another model. */
  readonly models: readonly [left: ModelProto] | readonly [left: ModelProto, right: ModelProto];
  /** The inputs by name, in the order of the models' inputs. */
  readonly inputs: ReadonlyMap<string, TensorValue>;
  /** The value in which the sides part, as the left side computes it from the inputs. */
  readonly expected: TensorValue;
  /** The name of that value. */
  readonly output: string;
  readonly comparison: Comparison;
  /** The number of nodes. */
  readonly nodes: number;
  /** The execution providers that ran them on the right side, where the backend is profiled. */
  readonly providers: readonly string[];
}

/**
 * Cuts the node in which two sides part out of its model and runs it alone on both. If they agree
 * then, the nodes before it are added step by step.
 *
 * @param rightName The name of the value in the model of the right side.
 * @returns The fewest nodes that part; the node alone when none do; `undefined` when the node
 * cannot be run alone, because it reads a value that is no tensor or another one in each model.
 */
export async function reproduce(
  { value, left, right }: Parting,
  { feeds, skipped }: Participant,
  rightName: string,
  tolerance: number | undefined,
): Promise<Reproduction | undefined> {
  const output = value.name;
  const sameModel = left.open === right.open;
  let alone: Reproduction | undefined;
  let before = 0;
  for (let depth = 1; depth <= (sameModel ? DEEPEST : 1); depth++) {
    const nodes = ancestorsOf(left.open.graph, output, depth);
    if (nodes.length === before) break;
    before = nodes.length;
    const names = freeValues(left.open.graph, nodes);
    const inputs = await fetchValues(left, feeds, names, skipped);
    if (inputs.size !== names.length) break;
    const ordered = new Map(names.map((name) => [name, inputs.get(name)!]));
    const model = cutModel(left.open, nodes, ordered, [output]);
    const other = sameModel ? { model, inputs: ordered } : cutRight(right, rightName, ordered);
    if (other === undefined) break;
    const expected = (await runModel(model, left, ordered)).get(output);
    const providers = new Set<string>();
    const found = (await runModel(other.model, right, other.inputs, (nodes) => {
      for (const { provider } of nodes) providers.add(provider);
    })).get(rightName);
    if (!expected || !found) break;
    const comparison = compareTensors(expected, found, tolerance);
    const reproduction: Reproduction = {
      models: sameModel ? [model] : [model, other.model],
      ...{ inputs: ordered, expected, output, comparison, nodes: nodes.length },
      providers: [...providers],
    };
    alone ??= reproduction;
    if (comparison.parts) return reproduction;
  }
  return alone;
}

/**
 * Cuts the node of the right side's model and gives it the inputs of the left one by position;
 * `undefined` when it has more or fewer.
 */
function cutRight({ open }: Parting["right"], name: string, inputs: Values) {
  const nodes = ancestorsOf(open.graph, name, 1);
  const names = freeValues(open.graph, nodes);
  if (names.length !== inputs.size) return undefined;
  const values = [...inputs.values()];
  const own = new Map(names.map((name, i) => [name, values[i]!]));
  return { model: cutModel(open, nodes, own, [name]), inputs: own };
}
