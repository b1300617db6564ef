/**
 * Mutation test of the comparison of kernel calls: each kernel is made wrong, and the comparison
 * must fail.
 *
 * @module
 */

import type { Kernel } from "../../compiler/kernel.ts";
import { kernels } from "../../compiler/kernels/mod.ts";
import { targets } from "../../compiler/targets.ts";
import { alterations, withKernel } from "../../compiler/testing/mutate.ts";
import type { KernelCall } from "./record.ts";
import { replay } from "./replay.ts";
import type { RunModel } from "./runtimes.ts";

/** Largest number of calls that are compared for a wrong kernel; one of them must differ. */
const TRIED = 64;

/** Kernels whose results are constants, so that there is no lowering to make wrong. */
const CONSTANT = new Set(["Fill", "LinSpace", "OnesLike", "Range", "ZerosLike"]);

/** Mutations that no recorded call can detect, with the reason. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "IsInf its last element lost": "no spec ends with an infinity; the test of the family has one",
  "NonMaxSuppressionV4 its last element lost":
    "the last position is 0, a padding; the test of the family fills all places",
};

/** Result of the mutations. */
export interface MutationResult {
  readonly tried: number;
  /** The mutations that no comparison detected. */
  readonly unnoticed: readonly string[];
}

/** Applies every alteration to each kernel that was called, and replays the kernel's calls. */
export async function mutate(calls: readonly KernelCall[], run: RunModel): Promise<MutationResult> {
  const unnoticed: string[] = [];
  let tried = 0;
  for (const [name, kernel] of Object.entries<Kernel>(kernels)) {
    const own = calls.filter((call) => call.kernel === name).slice(0, TRIED);
    if (own.length === 0 || CONSTANT.has(name)) continue;
    for (const [what, alter] of Object.entries(alterations)) {
      if (`${name} ${what}` in ELSEWHERE) continue;
      tried++;
      const wrong = alter(kernel, 0);
      const { failures } = await withKernel(
        name,
        wrong,
        () => replay(own, targets.portable, "cpu", run),
      );
      if (failures.length === 0) unnoticed.push(`${name} ${what}`);
    }
  }
  return { tried, unnoticed };
}
