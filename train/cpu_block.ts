// This module is browser compatible.

import { blockProbe, type Target, targets } from "../compiler/mod.ts";
import { createSession } from "../runtime/session.ts";

/** Block sizes that ONNX Runtime's CPU kernels are built for, the widest first. */
const CANDIDATES = [16, 8];

/**
 * The CPU target with the block size of this machine's blocked convolution. The size depends on the
 * processor, and no function returns it. So each candidate computes a small convolution, and the
 * first that agrees with Conv is taken.
 *
 * @param compute Computes that convolution with a block size, 0 for Conv; tests replace it.
 */
export async function cpuTarget(
  compute: (block: number) => Promise<Float32Array> = probe,
): Promise<Target> {
  const plain = targets.cpu;
  const expected = await compute(0);
  for (const block of CANDIDATES) {
    const found = await compute(block).catch(() => undefined);
    if (found?.every((value, i) => Math.abs(value - expected[i]!) < 1e-4)) {
      return { ...plain, block };
    }
  }
  return plain;
}

/** Computes a convolution of fixed numbers with a block size. */
async function probe(block: number): Promise<Float32Array> {
  const { model, inputs } = blockProbe(block);
  const session = await createSession(model, { backend: "cpu", name: "the probe" });
  try {
    const feeds = Object.fromEntries(inputs.map(({ name, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const numbers = Float32Array.from({ length: size }, (_, i) => (i * 37 % 101) / 101);
      return [name, new session.Tensor("float32", numbers, [...shape])];
    }));
    const { y } = await session.run(feeds);
    return y!.data as Float32Array;
  } finally {
    await session.close();
  }
}
