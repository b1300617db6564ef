import type { NodeProto } from "onnx-buf";
import { cutModel, withOutputs } from "../../onnx/cut.ts";
import { type ComputedValue, computedValues, readsOf } from "../../onnx/values.ts";
import { ancestorsOf } from "../../onnx/ancestors.ts";
import { compareTensors, type Comparison } from "./compare.ts";
import type { Participant } from "./participant.ts";
import { runModel } from "./runner.ts";
import type { Parting } from "./walk.ts";

/**
 * Compares the outputs of a model that ONNX Runtime has optimised with those of the graph as it is.
 * A fault of a fused kernel shows only here: it vanishes when every value is an output, because
 * nothing can be fused then.
 *
 * The node is found by bisection over prefixes of the graph. A prefix is optimised like a model,
 * and only the values that later nodes read are its outputs.
 *
 * @returns The value of the shortest prefix that parts; `undefined` when no output does.
 */
export async function findFusedParting(
  { runner, feeds, skipped }: Participant,
  tolerance: number | undefined,
): Promise<Parting | undefined> {
  const { graph } = runner.open;
  const left = { ...runner, optimize: false, label: `${runner.label} as it is` };
  const right = { ...runner, optimize: true, label: `${runner.label} optimised` };
  const computed = new Map(computedValues(graph).map((value) => [value.name, value]));
  const compare = async (
    model: Parameters<typeof runModel>[0],
    names: readonly string[],
  ): Promise<[ComputedValue, Comparison] | undefined> => {
    const plain = await runModel(model, left, feeds);
    const optimised = await runModel(model, right, feeds);
    for (const name of names) {
      const [a, b] = [plain.get(name), optimised.get(name)];
      if (!a || !b) continue;
      const comparison = compareTensors(a, b, tolerance);
      if (comparison.parts) return [computed.get(name)!, comparison];
    }
    return undefined;
  };
  const outputs = graph.output.map(({ name }) => name)
    .filter((name) => computed.has(name) && !skipped.has(name));
  if (outputs.length === 0) return undefined;
  const whole = await compare(withOutputs(runner.open, feeds, outputs), outputs);
  if (whole === undefined) return undefined;
  const target = whole[0].name;
  const nodes = ancestorsOf(graph, target);
  const atPrefix = (length: number) => {
    const prefix = nodes.slice(0, length);
    const names = boundaryOf(prefix, nodes.slice(length), target)
      .filter((name) => !skipped.has(name));
    return compare(cutModel(runner.open, prefix, feeds, names), names);
  };
  let [agrees, parts, found] = [0, nodes.length, whole];
  while (parts - agrees > 1) {
    const middle = (agrees + parts) >> 1;
    const result = await atPrefix(middle);
    if (result) [parts, found] = [middle, result];
    else agrees = middle;
  }
  const [value, comparison] = found;
  return { value, left, right, comparison };
}

/** The values of a prefix that the rest of the nodes read, and the target. */
function boundaryOf(
  prefix: readonly NodeProto[],
  rest: readonly NodeProto[],
  target: string,
): string[] {
  const read = new Set([...rest.flatMap(readsOf), target]);
  return prefix.flatMap(({ output }) => output).filter((name) => name !== "" && read.has(name));
}
