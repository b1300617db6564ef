/**
 * Tests of a family of kernels: each case agrees with tfjs, each kernel has a case, and the cases
 * detect a wrong lowering. For tests only.
 */

import assert from "node:assert/strict";
import type { KernelTable } from "../kernel.ts";
import { targets } from "../targets.ts";
import { assertAgrees, type Case, traceCase } from "./agrees_with_tfjs.ts";
import { alterations, raised, table, withKernel } from "./mutate.ts";

/**
 * The kernels that a case calls and those that passes introduce, each with its number of outputs.
 */
function kernelsOf(each: Case): Map<string, number> {
  const called = new Map<string, number>();
  const originals = { ...table };
  for (const [name, kernel] of Object.entries(originals)) {
    table[name] = {
      ...kernel,
      infer: (...args) => {
        const types = kernel.infer(...args);
        called.set(name, [types].flat().length);
        return types;
      },
    };
  }
  try {
    for (const { kernel, outputs } of traceCase(each).graph.nodes) {
      called.set(kernel, outputs.length);
    }
  } finally {
    Object.assign(table, originals);
  }
  return called;
}

/** Options of a family's tests. */
export interface FamilyOptions {
  /** True for a family of constants. */
  readonly constant?: boolean;
  /** Kernels that need a test of their own, with the reason. */
  readonly except?: Readonly<Record<string, string>>;
}

/** Registers the tests of the kernels in `family`. */
export function testKernels(
  familyName: string,
  family: KernelTable,
  cases: readonly Case[],
  { constant = false, except = {} }: FamilyOptions = {},
): void {
  const names = Object.keys(family).filter((name) => !(name in except));
  for (const each of cases) {
    Deno.test(`${familyName}: ${each.name} agrees with tfjs`, () => assertAgrees(each));
  }

  Deno.test(`${familyName}: every kernel has a case`, () => {
    const called = new Set(cases.flatMap((each) => [...kernelsOf(each).keys()]));
    assert.deepEqual(names.filter((name) => !called.has(name)), []);
  });

  Deno.test(`${familyName}: a wrong lowering of any kernel is detected`, async () => {
    const calls = new Map(cases.map((each) => [each, kernelsOf(each)]));
    const missed: string[] = [];
    for (const name of names) {
      const concerned = cases.filter((each) => calls.get(each)!.has(name));
      const outputs = Math.max(...concerned.map((each) => calls.get(each)!.get(name)!));
      for (const [what, alter] of Object.entries(constant ? raised : alterations)) {
        for (let output = 0; output < outputs; output++) {
          const wrong = alter(family[name]!, output);
          if (!await withKernel(name, wrong, () => isNoticed(concerned))) {
            missed.push(`output ${output} of ${name} ${what}`);
          }
        }
      }
    }
    assert.deepEqual(missed, []);
  });
}

/** True when one of the cases no longer agrees with tfjs. */
async function isNoticed(cases: readonly Case[]): Promise<boolean> {
  for (const each of cases) {
    try {
      await assertAgrees(each, each.options.targets ?? [targets.cpu]);
    } catch (error) {
      if (error instanceof assert.AssertionError) return true;
      throw error;
    }
  }
  return false;
}
