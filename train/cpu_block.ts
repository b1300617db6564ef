import * as tf from "@tensorflow/tfjs";
import { compileStep, type Target, targets } from "../compiler/mod.ts";
import { createSession } from "../infer/session.ts";

/** Block sizes that ONNX Runtime's CPU kernels are built for, the widest first. */
const CANDIDATES = [16, 8];

/** Channels of the probe: a multiple of each candidate. */
const CHANNELS = 32;

/**
 * The CPU target with the block size of this machine's blocked convolution. The size depends on the processor and is not
 * to be read anywhere, so each candidate is tried on a small convolution and believed only when it agrees with Conv.
 *
 * @param compute Computes the small convolution for a target; only tests give another.
 */
export async function cpuTarget(
  compute: (target: Target) => Promise<Float32Array> = probe,
): Promise<Target> {
  const plain = targets.cpu;
  const expected = await compute(plain);
  for (const block of CANDIDATES) {
    const target = { ...plain, block };
    const found = await compute(target).catch(() => undefined);
    if (found?.every((value, i) => Math.abs(value - expected[i]!) < 1e-4)) return target;
  }
  return plain;
}

/** A convolution of fixed numbers, computed for `target`. */
async function probe(target: Target): Promise<Float32Array> {
  const shape = [1, 5, 5, CHANNELS];
  const filterShape = [3, 3, CHANNELS, CHANNELS];
  const ramp = (size: number) =>
    Float32Array.from({ length: size }, (_, i) => (i * 37 % 101) / 101);
  const step = compileStep(
    ({ x, filter }) => ({ y: tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same") }),
    { x: { shape, dtype: "float32" }, filter: { shape: filterShape, dtype: "float32" } },
    { target },
  );
  const session = await createSession(step.stepModel(), { backend: "cpu" });
  try {
    const { y } = await session.ort.run({
      x: new session.Tensor("float32", ramp(25 * CHANNELS), shape),
      filter: new session.Tensor("float32", ramp(9 * CHANNELS * CHANNELS), filterShape),
    });
    return y!.data as Float32Array;
  } finally {
    await session.close();
  }
}
