import type { ChosenBackend } from "../../runtime/runtime.ts";
import type { Difference, Disagreement } from "./compare.ts";

/**
 * The same graphs and inputs in every runtime of a machine: all that was measured, as plain data.
 */
export interface Parity {
  readonly machine: Machine;
  readonly inputs: Inputs;
  readonly runtimes: readonly RuntimeResult[];
  /** A row for each model in each runtime. */
  readonly models: readonly ModelResult[];
  /** A row for each array of a model in each pair of runtimes. */
  readonly pairs: readonly Pair[];
  /** A t-SNE map of the same features in each JavaScript engine. */
  readonly maps: readonly MapResult[];
  readonly promises: readonly PromiseResult[];
}

/** Where it was measured. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  /** Versions of ONNX Runtime's packages, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** What the models were given. */
export interface Inputs {
  /** What people call the data set. */
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly images: number;
  /** Points of a VAE's latent space. */
  readonly latents: number;
  readonly batchSize: number;
  /** The most images where a GPU is software. */
  readonly softwareImages: number;
}

/** What became of a runtime. */
export interface RuntimeResult {
  /** Such as `wasm in Node`. */
  readonly name: string;
  readonly backend: ChosenBackend;
  /** The engine with its version, where it started. */
  readonly engine: string;
  /**
   * `ran`: see its models. `absent`: it is not on this machine. `failed`: it is, and did not come
   * to an end.
   */
  readonly state: "ran" | "absent" | "failed";
  /** Why it is absent or failed. */
  readonly why?: string;
  /** Why it is software in place of a GPU, where it is. */
  readonly software?: string;
}

/** A model in a runtime. */
export interface ModelResult {
  readonly model: string;
  readonly runtime: string;
  /** Why it did not run; the rest is then missing. */
  readonly error?: string;
  readonly images?: number;
  /** Of a classifier or an encoder; missing too where it was too quick for the engine's clock. */
  readonly imagesPerSecond?: number;
  /** Of a classifier, 0..1. */
  readonly accuracy?: number;
  /** Where nodes were computed, where ONNX Runtime tells: it does on a server's GPU. */
  readonly placement?: Placement;
}

/** How many nodes each execution provider computed. */
export interface Placement {
  readonly nodes: Readonly<Record<string, number>>;
  /** Names of those that the GPU left to the CPU, arithmetic on shapes aside. */
  readonly fallen: readonly string[];
}

/** An array that two runtimes computed. */
export interface Pair extends Difference {
  readonly model: string;
  /** `logits`, `embedding`, `mean`, `logvar` or `decoded`. */
  readonly output: string;
  readonly backend: ChosenBackend;
  readonly runtime: string;
  readonly against: string;
  /** Images of which they say different classes, where the array is logits. */
  readonly disagreements?: readonly Disagreement[];
}

/** A map in an engine. */
export interface MapResult {
  readonly engine: string;
  /** SHA-256 of the coordinates. */
  readonly hash?: string;
  /** Why there is none. */
  readonly error?: string;
}

/** What became of a promise. */
export interface PromiseResult {
  readonly name: string;
  /** What is promised, as a sentence. */
  readonly promise: string;
  /** Where the bound comes from. */
  readonly because: string;
  /** `unchecked` where this machine has nothing to hold it against. */
  readonly state: "kept" | "broken" | "unchecked";
  /** How many comparisons it was held against. */
  readonly checked: number;
  /** Where it was broken, a line each. */
  readonly broken: readonly string[];
}
