/**
 * Computes recorded kernel calls with compiled graphs and compares, number by number.
 *
 * @module
 */

import { constantData } from "../../compiler/graph.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { opsetsOf, type Target } from "../../compiler/targets.ts";
import type { Numbers } from "../../compiler/testing/agrees_with_tfjs.ts";
import { WeftError } from "../../error.ts";
import { graphOf, nameOf, type Part, partOf } from "./part.ts";
import type { KernelCall } from "./record.ts";
import type { RuntimeName } from "./runtimes.ts";
import { promisesNonFinite, toleranceOf } from "./tolerances.ts";

/** Runs an .onnx file in some runtime. */
export type RunModel = (
  bytes: Uint8Array,
  inputs: Readonly<Record<string, Numbers>>,
) => Promise<Readonly<Record<string, Numbers>>>;

/** What came of replaying. */
export interface ReplayResult {
  /** Calls that were compared. */
  readonly compared: number;
  /** Calls that the compiler refuses, by what it says. */
  readonly refused: ReadonlyMap<string, number>;
  readonly failures: readonly { readonly call: KernelCall; readonly message: string }[];
}

/** Calls that go into one graph: a session costs more than a kernel. */
const BATCH = 64;

/**
 * Compiles all calls for `target`, computes them in a runtime, and compares with what tfjs's cpu
 * backend computed.
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
        // One of them spoils the graph for all: halve until it stands alone.
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
  const bytes = encodeModel({ graph, opsets: opsetsOf(target), metadata: {} });
  return await run(bytes, Object.assign({}, ...parts.map(({ feeds }) => feeds)));
}

/** What is wrong with the result of a call, or `undefined`. */
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
