import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { LENGTHS, planFourier } from "../tsne/fourier_plan.ts";
import { instantiateKernels } from "./kernels.ts";
import { createLayout, growMemory } from "./layout.ts";

/**
 * The potentials 1 / (1 + d^2) of charges on a mesh, [width][width], at all of its nodes, by the
 * kernels.
 */
function potentials(charges: Float64Array, width: number, n: number, spacing: number) {
  const kernels = instantiateKernels();
  const { radices, twiddles } = planFourier(n);
  const stride = kernels.spectrumStride(n);
  const layout = createLayout(kernels.heapBase());
  const mesh = layout.reserve(width * width * 8);
  const kernel = layout.reserve(n * stride * 8);
  const real = layout.reserve(width * stride * 8), imaginary = layout.reserve(width * stride * 8);
  const work = layout.reserve(kernels.workSize(n));
  const radicesAt = layout.reserve(radices.byteLength),
    twiddlesAt = layout.reserve(twiddles.byteLength);
  const responses = layout.reserve(n * 8);
  growMemory(kernels.memory, layout.end);
  const { buffer } = kernels.memory;
  new Int32Array(buffer, radicesAt, radices.length).set(radices);
  new Float64Array(buffer, twiddlesAt, twiddles.length).set(twiddles);
  new Float64Array(buffer, responses, n).fill(1);
  const nodes = new Float64Array(buffer, mesh, width * width);
  nodes.set(charges);
  kernels.kernelSpectrum(n, spacing, responses, kernel, work, radicesAt, twiddlesAt);
  kernels.convolve(mesh, width, n, kernel, real, imaginary, work, radicesAt, twiddlesAt);
  return nodes;
}

for (const n of LENGTHS) {
  Deno.test(`a convolution over a transform of ${n} is the sum over all charges`, () => {
    const generator = createGenerator(n);
    // As wide as it can be for some lengths, an odd number of batches for others.
    const width = n % 3 === 0 ? n / 2 - 6 & ~1 : Math.min(n / 2, 70);
    const charges = new Float64Array(width * width);
    const places = Array.from(
      { length: 12 },
      () => [generator.below(width), generator.below(width)],
    );
    places.push([0, 0], [width - 1, 0], [width - 1, width - 1]);
    for (const [x, y] of places) charges[y! * width + x!]! += 1 + generator.uniform();
    const spacing = 0.35;
    const found = potentials(charges, width, n, spacing);
    const check = [
      ...places,
      ...Array.from({ length: 50 }, () => [generator.below(width), generator.below(width)]),
    ];
    for (const [x, y] of check) {
      let sum = 0;
      charges.forEach((charge, at) => {
        const dx = spacing * (at % width - x!), dy = spacing * (Math.floor(at / width) - y!);
        sum += charge / (1 + dx * dx + dy * dy);
      });
      // Some millions of additions of numbers up to 10.
      assert(
        Math.abs(found[y! * width + x!]! - sum) < 1e-11,
        `${x} ${y}: ${found[y! * width + x!]} ${sum}`,
      );
    }
  });
}
