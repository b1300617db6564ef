// This module is browser compatible.

/** A program that trains in the page, and how. */
export interface TrainingProgram {
  readonly name: string;
  /** The package in deno.json that it is; weft is none. */
  readonly package?: string;
  /** The module of its step, and the backend that it is given. */
  readonly step: "weft" | "tfjs" | "jax";
  readonly backend: "wasm" | "webgl" | "webgpu";
  /** Threads that it is asked to use; 1 where a GPU computes. */
  readonly threads: number;
  /** Supplies the kernel that tfjs's wasm backend lacks. */
  readonly supplied?: true;
}

const tfjs = { step: "tfjs", package: "@tensorflow/tfjs" } as const;
const jax = { name: "jax-js", step: "jax", package: "@jax-js/jax" } as const;

/** The work and the programs that do it, weft first. */
export const TRAINING_PROGRAMS: Readonly<Record<string, readonly TrainingProgram[]>> = {
  wasm: [
    { name: "weft", step: "weft", backend: "wasm", threads: 2 },
    { name: "weft, one thread", step: "weft", backend: "wasm", threads: 1 },
    { ...tfjs, name: "TensorFlow.js", backend: "wasm", threads: 2 },
    {
      ...tfjs,
      name: "TensorFlow.js with a supplied Conv2DBackpropFilter",
      ...{ backend: "wasm", threads: 2, supplied: true },
    },
    { ...jax, backend: "wasm", threads: 2 },
  ],
  webgpu: [
    { name: "weft", step: "weft", backend: "webgpu", threads: 1 },
    { ...tfjs, name: "TensorFlow.js, webgpu", backend: "webgpu", threads: 1 },
    { ...tfjs, name: "TensorFlow.js, webgl", backend: "webgl", threads: 1 },
    { ...jax, backend: "webgpu", threads: 1 },
  ],
};

/** A message to the worker of a program. */
export type StepRequest =
  | { readonly kind: "start"; readonly program: TrainingProgram; readonly model: string }
  | { readonly kind: "run"; readonly count: number };

/** The answer: the loss of the first step, the milliseconds of a step, or why there is none. */
export type StepResponse =
  | { readonly loss: number }
  | { readonly milliseconds: number }
  | { readonly failed: string };
