/**
 * Computes recorded kernel calls with compiled graphs and compares, number by number.
 *
 * @module
 */

import { constantData } from "../../compiler/graph.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { makeModel } from "../../onnx/make.ts";
import { opsetsOf, type Target } from "../../compiler/targets.ts";
import type { Numbers } from "../../compiler/testing/agrees_with_tfjs.ts";
import { WeftError } from "../../error.ts";
import { graphOf, nameOf, type Part, partOf } from "./part.ts";
import type { KernelCall } from "./record.ts";
import type { RunModel, RuntimeName } from "./runtimes.ts";
import { promisesNonFinite, toleranceOf } from "./tolerances.ts";

/** The result of a replay. */
export interface ReplayResult {
  /** Number of calls that were compared. */
  readonly compared: number;
  /** Number of calls that the compiler refused, by error message. */
  readonly refused: ReadonlyMap<string, number>;
  readonly failures: readonly { readonly call: KernelCall; readonly message: string }[];
}

/** Number of calls in one graph, because creating a session takes longer than a kernel. */
const BATCH = 64;

/**
 * Compiles all calls for `target`, computes them in a runtime, and compares the results with those
 * of tfjs's cpu backend.
 */
export async function replay(
  calls: readonly KernelCall[],
  target: Target,
  runtime: RuntimeName,
  run: RunModel,
): Promise<ReplayResult> {
  const refused = new Map<string, number>();
  const failures: { call: KernelCall; message: string }[] = [];
  let compared = 0;
  const parts = calls.flatMap((call, i) => {
    try {
      return [partOf(call, i)];
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      const what = error.message.replace(/:.*/s, "");
      refused.set(what, (refused.get(what) ?? 0) + 1);
      return [];
    }
  });
  const attempt = async (some: readonly Part[]): Promise<void> => {
    let results: Readonly<Record<string, Numbers>>;
    try {
      results = await compute(some, target, run);
    } catch (error) {
      if (some.length > 1) {
        // One call makes the graph fail: halve the list until it is alone.
        const middle = some.length >> 1;
        await attempt(some.slice(0, middle));
        await attempt(some.slice(middle));
      } else failures.push({ call: some[0]!.call, message: `${(error as Error).message}` });
      return;
    }
    for (const part of some) {
      compared++;
      const message = difference(part, results, runtime);
      if (message) failures.push({ call: part.call, message });
    }
  };
  for (let i = 0; i < parts.length; i += BATCH) await attempt(parts.slice(i, i + BATCH));
  return { compared, refused, failures };
}

async function compute(
  parts: readonly Part[],
  target: Target,
  run: RunModel,
): Promise<Readonly<Record<string, Numbers>>> {
  const graph = graphOf(parts, target);
  if (!graph) return {};
  const bytes = encodeModel(makeModel({ graph, opsets: opsetsOf(target) }));
  return await run(bytes, Object.assign({}, ...parts.map(({ feeds }) => feeds)));
}

/** Describes the first difference in the results of a call; `undefined` when there is none. */
function difference(
  part: Part,
  results: Readonly<Record<string, Numbers>>,
  runtime: RuntimeName,
): string | undefined {
  const { call, node } = part;
  const { relative, absolute } = toleranceOf(call.kernel, runtime);
  const nonFinite = Object.values(call.inputs).some(({ data }) => !data.every(Number.isFinite));
  if (nonFinite && !promisesNonFinite(runtime)) return undefined;
  for (const [i, expected] of call.outputs.entries()) {
    const value = node.outputs[i]!;
    const actual = results[nameOf(part, i)] ??
      { shape: value.shape, dtype: value.dtype, data: constantData(value)! };
    const [shape, wanted] = [actual.shape.join(), expected.shape.join()];
    if (shape !== wanted) return `output ${i} has shape [${shape}] and should have [${wanted}]`;
    if (actual.dtype !== expected.dtype) {
      return `output ${i} is ${actual.dtype} and should be ${expected.dtype}`;
    }
    for (const [position, number] of expected.data.entries()) {
      const other = actual.data[position]!;
      if (Object.is(number, other) || number === other) continue;
      if (!Number.isFinite(number) && !promisesNonFinite(runtime)) continue;
      if (Math.abs(number - other) <= absolute + relative * Math.abs(number)) continue;
      return `output ${i}[${position}] is ${other} and should be ${number}`;
    }
  }
  return undefined;
}
