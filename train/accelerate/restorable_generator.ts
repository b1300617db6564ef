// This module is browser compatible.

import {
  createGenerator,
  type Generator,
  type GeneratorState,
  restoreGenerator,
} from "../../data/random.ts";

/** A generator that can go on from another state. */
export interface RestorableGenerator extends Generator {
  restore(state: GeneratorState): void;
}

/** Makes a generator whose users need not change when its state does. */
export function restorableGenerator(seed: number): RestorableGenerator {
  let generator = createGenerator(seed);
  return {
    state: () => generator.state(),
    uint32: () => generator.uint32(),
    uniform: () => generator.uniform(),
    below: (n) => generator.below(n),
    fillUniform: (values) => generator.fillUniform(values),
    permutation: (n) => generator.permutation(n),
    restore: (state) => generator = restoreGenerator(state),
  };
}
