// This module is browser compatible.
import type {
  InferenceSession,
  InferenceSessionFactory,
  TensorConstructor,
} from "onnxruntime-common";

/** The words that `--backend` takes. `auto` is the fastest that works here. */
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
 * What differs between a server and a browser. The package.json condition `#ort` picks the one that fits, so that a
 * browser bundle never sees native code.
 */
export interface Runtime {
  /** The name of the ONNX Runtime package behind it. */
  readonly name: string;
  /** The session options of each backend that works here; a further backend is one more line. */
  readonly backends: Readonly<Partial<Record<ChosenBackend, InferenceSession.SessionOptions>>>;
  /** What `auto` means here. */
  readonly auto: ChosenBackend;
  /** Loads ONNX Runtime; nothing heavy happens before. */
  load(): Promise<Ort>;
  /** Reads a local file, where there are any. */
  readFile?(path: string | URL): Promise<Uint8Array>;
  /** Where the zoo is unless somebody says otherwise: the address of its folder. */
  zoo(): URL;
}
