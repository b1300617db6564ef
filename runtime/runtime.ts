// This module is browser compatible.
import type {
  InferenceSession,
  InferenceSessionFactory,
  TensorConstructor,
} from "onnxruntime-common";

/**
 * The words that `--backend` takes. `auto` is the fastest that works here, as far as has been
 * measured.
 */
export const BACKENDS = ["auto", "cpu", "cuda", "webgpu", "wasm"] as const;

/** Where a model runs, as a user says it. */
export type Backend = typeof BACKENDS[number];

/** A backend that was settled on. */
export type ChosenBackend = Exclude<Backend, "auto">;

/** The part of ONNX Runtime that both its packages share. */
export interface Ort {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

/**
 * Why a backend does not work here, or should not be chosen without being asked for, and what to do
 * about it.
 */
export interface Obstacle {
  /** The cause, to be read after "Cannot run on cuda: ". */
  readonly why: string;
  /** The next step to take, as a sentence without its full stop. */
  readonly fix: string;
}

/** One backend of a runtime. */
export interface BackendRuntime {
  /** The ONNX Runtime package behind it. */
  readonly package: string;
  readonly options: InferenceSession.SessionOptions;
  /**
   * Loads ONNX Runtime; nothing heavy happens before.
   *
   * @param threads How many threads the package may start, where it has to know before it loads.
   */
  load(threads?: number): Promise<Ort>;
  /**
   * What can be seen to stand in the way before anything is loaded; `undefined` when nothing can.
   */
  obstacle(): Promise<Obstacle | undefined>;
  /** What may only show when a graph runs; the message is ONNX Runtime's own. */
  readonly whenRefused?: (message: string) => Obstacle;
  /**
   * Why `auto` passes over it although it works, such as a GPU in software; `undefined` when it
   * does not.
   */
  readonly slow?: () => Promise<string | undefined>;
  /** What `auto` adds where it takes this one. */
  readonly aside?: string;
  /** Whether ONNX Runtime may leave nodes to its CPU provider here, and can tell by a profile. */
  readonly profiled: boolean;
  /**
   * The form of a portable model that is the fastest here; missing where that is the portable form
   * itself.
   */
  readonly form?: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** The most threads that it can have here; missing: as many as are asked for. */
  readonly mostThreads?: number;
}

/**
 * What differs between a server and a browser. The package.json condition `#ort` picks the one that
 * fits, so that a browser bundle never sees native code.
 */
export interface Runtime {
  /**
   * What there is, in the order in which `auto` tries: it takes the first that works.
   * docs/runtimes.md has the reasons.
   */
  readonly backends: ReadonlyMap<ChosenBackend, BackendRuntime>;
  /** Why the backends that are missing above cannot be had. */
  readonly absent: Readonly<Partial<Record<ChosenBackend, Obstacle>>>;
  /**
   * How many threads run at the same time; missing in browsers, where ONNX Runtime itself decides.
   */
  cores?(): number;
  /** Reads a local file, where there are any. */
  readFile?(path: string | URL): Promise<Uint8Array>;
  /** Makes the place where a profile goes, reads what it says when it is written, and clears up. */
  profile?(): Promise<
    { readonly prefix: string; read(): Promise<string>; remove(): Promise<void> }
  >;
  /** Where the zoo is unless somebody says otherwise: the address of its folder. */
  zoo(): URL;
}
