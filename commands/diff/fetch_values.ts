import { withOutputs } from "../../onnx/cut.ts";
import { readTensor, type TensorValue } from "../../onnx/tensor_value.ts";
import { computedValues, constantTensors } from "../../onnx/values.ts";
import { runModel, type Runner, type Values } from "./runner.ts";

/**
 * Gets values of a model by name: inputs, constants, and what nodes compute.
 *
 * @param feeds The inputs.
 * @param skipped Names of values that are no tensors of numbers; they are missing in the result.
 */
export async function fetchValues(
  runner: Runner,
  feeds: Values,
  names: readonly string[],
  skipped: ReadonlySet<string>,
): Promise<Map<string, TensorValue>> {
  const { graph } = runner.open;
  const wanted = new Set(names.filter((name) => !skipped.has(name)));
  const computed = computedValues(graph).map(({ name }) => name).filter((name) => wanted.has(name));
  const found = computed.length === 0
    ? new Map<string, TensorValue>()
    : await runModel(withOutputs(runner.open, feeds, computed), runner, feeds);
  for (const [name, tensor] of constantTensors(graph)) {
    const value = tensor && wanted.has(name) ? readTensor(tensor) : undefined;
    if (value) found.set(name, value);
  }
  for (const [name, value] of feeds) if (wanted.has(name)) found.set(name, value);
  return found;
}
