/**
 * Tests of a family of kernels: each case agrees with tfjs, each kernel has a case, and the cases notice a wrong lowering.
 * For tests only.
 */

import assert from "node:assert/strict";
import { sizeOf } from "../graph.ts";
import type { Kernel, KernelTable } from "../kernel.ts";
import { kernels } from "../kernels/mod.ts";
import { permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { targets } from "../targets.ts";
import { assertAgrees, type Case, traceCase } from "./agrees_with_tfjs.ts";

/** The kernel table as tests may alter it. */
const table = kernels as Record<string, Kernel>;

/** Makes a kernel wrong. */
type Alteration = (kernel: Kernel, output: number) => Kernel;

const alterOutput =
  (alter: (lowering: Lowering, x: Lowered) => string): Alteration => (kernel, output) => ({
    ...kernel,
    lower: (lowering, ...rest) => {
      const result = kernel.lower(lowering, ...rest);
      const change = (x: Lowered, i: number): Lowered =>
        i === output
          ? { name: alter(lowering, x), shape: x.shape, dtype: x.dtype, layout: x.layout }
          : x;
      return Array.isArray(result) ? result.map(change) : change(result, 0);
    },
  });

const alterations: Readonly<Record<string, Alteration>> = {
  "scaled by 1.001": alterOutput((lowering, x) => {
    const name = lowering.name(x);
    if (x.dtype === "bool") return lowering.emit("Not", [name]);
    return x.dtype === "int32"
      ? lowering.emit("Add", [name, lowering.scalar(1, "int32")])
      : lowering.emit("Mul", [name, lowering.scalar(1.001)]);
  }),
  "its last element lost": alterOutput((lowering, x) => {
    const kept = (i: number) => i === sizeOf(x.shape) - 1 ? 0 : 1;
    const length = { length: sizeOf(x.shape) };
    const mask = x.dtype === "float32"
      ? Float32Array.from(length, (_, i) => kept(i))
      : x.dtype === "int32"
      ? Int32Array.from(length, (_, i) => kept(i))
      : Uint8Array.from(length, (_, i) => kept(i));
    const name = lowering.constant(x.dtype, permuted(x.shape, x.layout), mask);
    return lowering.emit(x.dtype === "bool" ? "And" : "Mul", [lowering.name(x), name]);
  }),
};

/** For kernels that are never lowered, because they make constants. */
const raised: Readonly<Record<string, Alteration>> = {
  "raised by 1": (kernel) => ({
    ...kernel,
    infer: (...args) => {
      const type = kernel.infer(...args);
      if (Array.isArray(type)) return type;
      return type.data
        ? { ...type, data: type.data.map((x) => x + 1) }
        : { ...type, fill: type.fill! + 1 };
    },
  }),
};

/** Runs `fn` with another entry in the kernel table. */
async function withKernel<T>(name: string, kernel: Kernel, fn: () => T): Promise<Awaited<T>> {
  const original = table[name]!;
  table[name] = kernel;
  try {
    return await fn();
  } finally {
    table[name] = original;
  }
}

/** The kernels that a case calls, and those that the passes make of them, each with its number of outputs. */
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

/** Exceptions to what is asked of a family's tests. */
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

  Deno.test(`${familyName}: a wrong lowering of any kernel is noticed`, async () => {
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
