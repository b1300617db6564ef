import * as tf from "@tensorflow/tfjs";
import { createGenerator } from "../../data/random.ts";
import type { InputShape } from "./shapes.ts";

/** Numbers for an input. */
export interface InputData {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool" | "string";
  readonly data: Float32Array | readonly string[];
}

/** Integers are drawn below this number: the values of a pixel. */
const BELOW = 256;

/**
 * Seeded random inputs: numbers uniform on [0, 1) as those of a picture, integers of a byte,
 * short texts.
 */
export function randomInputs(inputs: readonly InputShape[], batch: number): InputData[] {
  const generator = createGenerator(17);
  return inputs.map(({ name, shape, dtype }) => {
    const lengths = shape.map((length) => length ?? batch);
    const size = lengths.reduce((product, length) => product * length, 1);
    const type = dtype as InputData["dtype"];
    return {
      name,
      shape: lengths,
      dtype: type,
      data: type === "string"
        ? Array.from({ length: size }, (_, i) => `const x${i} = ${generator.below(BELOW)};`)
        : Float32Array.from({ length: size }, () => draw[type](generator)),
    };
  });
}

const draw = {
  float32: (generator: ReturnType<typeof createGenerator>) => generator.uniform(),
  int32: (generator: ReturnType<typeof createGenerator>) => generator.below(BELOW),
  bool: (generator: ReturnType<typeof createGenerator>) => generator.below(2),
};

/** The tfjs tensors of inputs, in their order. */
export function tensorsOf(inputs: readonly InputData[]): tf.Tensor[] {
  return inputs.map(({ data, shape, dtype }) =>
    tf.tensor(data as Float32Array, [...shape], dtype as "float32")
  );
}
