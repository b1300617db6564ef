import type { ChosenBackend } from "../../runtime/backends.ts";
import type { Difference, Disagreement } from "./compare.ts";

/**
 * The measurements of one machine: the same graphs and inputs in each of its runtimes. `parity
 * --json` prints this object, so the names of its fields stay as they are.
 */
export interface Parity {
  readonly machine: Machine;
  readonly inputs: Inputs;
  readonly runtimes: readonly RuntimeResult[];
  /** A row for each model in each runtime. */
  readonly models: readonly ModelResult[];
  /** A row for each array of a model in each pair of runtimes. */
  readonly pairs: readonly Pair[];
  /** A t-SNE map of the same features in each host. */
  readonly maps: readonly MapResult[];
  readonly promises: readonly PromiseResult[];
}

/** The machine. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  /** Versions of ONNX Runtime's packages, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** The inputs of the models. */
export interface Inputs {
  /** The title of the data set. */
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly images: number;
  /** Points of a VAE's latent space. */
  readonly latents: number;
  readonly batchSize: number;
  /** The largest number of images where a GPU is software. */
  readonly softwareImages: number;
}

/** The result of a runtime. */
export interface RuntimeResult {
  /** Such as `wasm in Node`. */
  readonly name: string;
  readonly backend: ChosenBackend;
  /** The host, with its version where it started. */
  readonly engine: string;
  /**
   * `ran`: its models have results. `absent`: it is not on this machine. `failed`: it ended without
   * a response.
   */
  readonly state: "ran" | "absent" | "failed";
  /** Why it is absent or failed. */
  readonly why?: string;
  /** Why it computes on the CPU in place of a GPU, where it does. */
  readonly software?: string;
}

/** The result of a model in a runtime. */
export interface ModelResult {
  readonly model: string;
  readonly runtime: string;
  /** Why it did not run; the fields below are missing then. */
  readonly error?: string;
  readonly images?: number;
  /**
   * Of a classifier or an encoder. Missing where it took less than the host's clock can measure.
   */
  readonly imagesPerSecond?: number;
  /** Of a classifier, 0..1. */
  readonly accuracy?: number;
  /** The providers of the nodes, where ONNX Runtime reports them: on a GPU in Deno. */
  readonly placement?: Placement;
}

/** The number of nodes that each execution provider ran. */
export interface Placement {
  readonly nodes: Readonly<Record<string, number>>;
  /** Names of the nodes that the GPU left to the CPU, except arithmetic on shapes. */
  readonly fallen: readonly string[];
}

/** The difference of an output between two runtimes. */
export interface Pair extends Difference {
  readonly model: string;
  /** `logits`, `embedding`, `mean`, `logvar` or `decoded`. */
  readonly output: string;
  readonly backend: ChosenBackend;
  readonly runtime: string;
  readonly against: string;
  /** The images that they put into different classes, where the output is logits. */
  readonly disagreements?: readonly Disagreement[];
}

/** The result of a map in a host. */
export interface MapResult {
  /** The host, with its version where it started. */
  readonly engine: string;
  /** SHA-256 of the coordinates. */
  readonly hash?: string;
  /** Why there is no map. */
  readonly error?: string;
}

/** The result of a promise. */
export interface PromiseResult {
  readonly name: string;
  /** The promise, as a sentence. */
  readonly promise: string;
  /** The reason for the promise and its bound. */
  readonly because: string;
  /** `unchecked` where this machine has no two runtimes to compare. */
  readonly state: "kept" | "broken" | "unchecked";
  /** The number of comparisons. */
  readonly checked: number;
  /** A line for each comparison that breaks it. */
  readonly broken: readonly string[];
}
