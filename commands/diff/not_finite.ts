import { nodeName, withOutputs } from "../../onnx/cut.ts";
import { operatorOf } from "../../onnx/operators.ts";
import { readTensor, type TensorValue } from "../../onnx/tensor_value.ts";
import { computedValues, constantTensors, readsOf } from "../../onnx/values.ts";
import type { Participant } from "./participant.ts";
import { runModel } from "./runner.ts";
import { hasNotFinite, statisticsOf } from "./statistics.ts";

/** The number of elements of a value that are not finite. */
export interface NotFinite {
  readonly name: string;
  readonly nan: number;
  readonly infinite: number;
}

/** A step on the way to the origin of numbers that are not finite. */
export interface Origin extends NotFinite {
  /** The node that computes the value; missing for an input and for a constant of the model. */
  readonly node?: string;
  /** Its operator. */
  readonly op?: string;
}

/**
 * Finds the origin of NaN, or else of infinities. The last element is the origin itself: an input,
 * a constant, or a value whose node reads only finite numbers. Elements before it are the values
 * that follow from it, the first of them the first value of the graph with NaN.
 *
 * @returns An empty list when all values are finite.
 */
export async function traceNotFinite(
  { runner, feeds, plan }: Participant,
): Promise<readonly Origin[]> {
  const { graph } = runner.open;
  const found = new Map<string, NotFinite>();
  const look = (name: string, value: TensorValue | undefined) => {
    if (value === undefined || !hasNotFinite(value)) return;
    const { nan, infinite } = statisticsOf(value);
    found.set(name, { name, nan, infinite });
  };
  for (const [name, value] of feeds) look(name, value);
  for (const [name, tensor] of constantTensors(graph)) look(name, tensor && readTensor(tensor));
  const order = await lookAtValues();
  const start = order.find(({ name }) => found.get(name)!.nan > 0) ?? order[0];
  const producers = new Map(computedValues(graph).map((value) => [value.name, value]));
  const path: Origin[] = [];
  for (let name = start?.name; name !== undefined;) {
    const node = producers.get(name)?.node;
    const by = node ? { node: nodeName(node), op: operatorOf(node) } : {};
    path.push({ ...found.get(name)!, ...by });
    const causes: NotFinite[] = node ? readsOf(node).flatMap((read) => found.get(read) ?? []) : [];
    name = (causes.find(({ nan }) => nan > 0) ?? causes[0])?.name;
  }
  return path;

  /** Looks at the values in order, up to the first one with NaN. */
  async function lookAtValues(): Promise<NotFinite[]> {
    const order: NotFinite[] = [];
    for (const group of plan.groups) {
      const model = withOutputs(runner.open, feeds, group.map(({ name }) => name));
      const values = await runModel(model, runner, feeds);
      for (const { name } of group) {
        look(name, values.get(name));
        const counts = found.get(name);
        if (counts) order.push(counts);
        if (counts && counts.nan > 0) return order;
      }
    }
    return order;
  }
}
