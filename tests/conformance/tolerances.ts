import type { RuntimeName } from "./runtimes.ts";

/** Largest difference allowed between a number and tfjs's: `absolute + relative · |number|`. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** A hundredth of the tolerance of tfjs's own suite, small enough to detect a factor of 1.0001. */
const USUAL: Tolerance = { relative: 1e-5, absolute: 1e-6 };

/** Kernels that need a larger tolerance on WebGPU, with the reason. */
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
 * True when a runtime must compute NaN and infinities as tfjs does. WGSL lets an implementation
 * assume that there are none.
 */
export function promisesNonFinite(runtime: RuntimeName): boolean {
  return runtime !== "webgpu";
}
