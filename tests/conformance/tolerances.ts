import type { RuntimeName } from "./runtimes.ts";

/** How far a number may be from tfjs's: `absolute + relative · |number|`. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** A hundredth of what tfjs's own suite allows, and tight enough to see a factor of 1.0001. */
const USUAL: Tolerance = { relative: 1e-5, absolute: 1e-6 };

/** Kernels that need more on a GPU, and why. */
const ON_WEBGPU: Readonly<Record<string, Tolerance & { readonly why: string }>> = {
  Acos: { relative: 0, absolute: 6.77e-5, why: "WGSL promises no more" },
  Cos: { relative: 0, absolute: 2 ** -11, why: "WGSL promises no more for an angle in [-π, π]" },
  Sin: { relative: 0, absolute: 2 ** -11, why: "WGSL promises no more for an angle in [-π, π]" },
  Tan: {
    relative: 0,
    absolute: Infinity,
    why: "WGSL takes it from sin and cos, so that it may be anything near π/2 and for large angles",
  },
};

/** The tolerance for a kernel. */
export function toleranceOf(kernel: string, runtime: RuntimeName): Tolerance {
  return (runtime === "webgpu" ? ON_WEBGPU[kernel] : undefined) ?? USUAL;
}

/**
 * True where NaN and infinities are part of the promise. WGSL lets an implementation assume that
 * there are none.
 */
export function promisesNonFinite(runtime: RuntimeName): boolean {
  return runtime !== "webgpu";
}
