// This module is browser compatible.

/** The words that `--backend` takes. `auto` is the fastest one that works, as far as measured. */
export const BACKENDS = ["auto", "cpu", "cuda", "webgpu", "wasm"] as const;

/** A word of `--backend`. */
export type Backend = typeof BACKENDS[number];

/** A backend that runs models: every word of `--backend` except `auto`. */
export type ChosenBackend = Exclude<Backend, "auto">;

/** The reason why a backend does not work on this machine, and what to do about it. */
export interface Obstacle {
  /** The cause; messages print it after "Cannot run on cuda: ". */
  readonly why: string;
  /** The next step to take, as a sentence without its full stop. */
  readonly fix: string;
}
