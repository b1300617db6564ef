import { WeftError } from "../../error.ts";
import type { OpenModel } from "../../onnx/open_model.ts";
import { portOf } from "../../onnx/port.ts";
import { castTensor, isValueType, type TensorValue } from "../../onnx/tensor_value.ts";
import { requiredInputs } from "../../onnx/values.ts";
import { type Matches, matchValues } from "./match_values.ts";
import { type Plan, planRuns } from "./plan.ts";
import type { Runner, Values } from "./runner.ts";

/** A side that is ready to run. */
export interface Participant {
  readonly runner: Runner;
  /** Its inputs. */
  readonly feeds: Values;
  readonly plan: Plan;
  /** Names of its values that are no tensors of numbers. */
  readonly skipped: ReadonlySet<string>;
  /** Its values by the names of the reference. */
  readonly matches: Matches;
}

/** Makes the first side ready. */
export async function prepareReference(runner: Runner, feeds: Values): Promise<Participant> {
  const plan = await planRuns(runner, feeds);
  const { graph } = runner.open;
  return { runner, feeds, plan, skipped: skippedOf(plan), matches: matchValues(graph, graph) };
}

/**
 * Makes another side ready, for the inputs of the reference.
 *
 * @throws {WeftError} `model` when the reference has nothing for one of its inputs.
 */
export async function prepareOpponent(
  runner: Runner,
  reference: Participant,
): Promise<Participant> {
  if (runner.open === reference.runner.open) return { ...reference, runner };
  const feeds = feedsOf(runner.open, reference.feeds, runner.file);
  const plan = await planRuns(runner, feeds);
  const matches = matchValues(reference.runner.open.graph, runner.open.graph);
  return { runner, feeds, plan, skipped: skippedOf(plan), matches };
}

const skippedOf = ({ skipped }: Plan) => new Set(skipped.map(({ name }) => name));

/** The inputs of a model from those of another one: by name, else by position. */
function feedsOf({ graph }: OpenModel, feeds: Values, file: string): Values {
  const ports = requiredInputs(graph).map(portOf);
  const inOrder = [...feeds.values()];
  return new Map(ports.map(({ name, type }, i): [string, TensorValue] => {
    const value = feeds.get(name) ?? (ports.length === inOrder.length ? inOrder[i] : undefined);
    if (value !== undefined && isValueType(type)) return [name, castTensor(value, type)];
    throw new WeftError(
      "model",
      `Cannot compare with ${file}: the first model has nothing for its input ${name} (${type})`,
      "Compare models with the same inputs",
    );
  }));
}
