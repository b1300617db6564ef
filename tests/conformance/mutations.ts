/**
 * Shows that the comparison of kernel calls has teeth: each kernel is made wrong, and must be found
 * out.
 *
 * @module
 */

import type { Kernel } from "../../compiler/kernel.ts";
import { kernels } from "../../compiler/kernels/mod.ts";
import { targets } from "../../compiler/targets.ts";
import { alterations, withKernel } from "../../compiler/testing/mutate.ts";
import type { KernelCall } from "./record.ts";
import { replay, type RunModel } from "./replay.ts";

/** Calls of a kernel that are tried; one must notice. */
const TRIED = 64;

/** Kernels that constants stand for, so that there is no lowering to make wrong. */
const CONSTANT = new Set(["Fill", "LinSpace", "OnesLike", "Range", "ZerosLike"]);

/** What no recorded call can notice, and who does. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "IsInf its last element lost": "no spec ends with an infinity; the test of the family has one",
};

/** What came of the mutations. */
export interface MutationResult {
  readonly tried: number;
  /** Kernels that were wrong without anybody noticing, and how. */
  readonly unnoticed: readonly string[];
}

/** Makes each kernel that was called wrong in every way, and replays its calls. */
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
