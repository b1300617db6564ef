// @ts-nocheck AssemblyScript, compiled by ../build.ts
/** All kernels. Their SIMD is not relaxed, so that every JavaScript engine rounds alike. */

// Imports, then exports: the compiler does not find `export … from` with a name that ends in .ts.
import { affinities } from "./affinities.ts";
import { addByteProducts, addByteSums, bytePanel } from "./byte_products.ts";
import { addProducts, centreBytes, centreFloats, reflect, transpose } from "./matrix.ts";
import { repelAll } from "./all_pairs.ts";
import { attract, divergence } from "./attraction.ts";
import { convolve, kernelSpectrum, spectrumStride, workSize } from "./convolution.ts";
import { exp, log } from "./exponential.ts";
import { gather, spread } from "./mesh.ts";
import { boundPoints, boundsSize, nearestNeighbours } from "./neighbours.ts";
import { distancesOfFour, nearestInRow, rankInRow } from "./ranks.ts";
import { step } from "./step.ts";

/** The first free byte for the caller. */
export function heapBase(): usize {
  return __heap_base;
}

export {
  addByteProducts,
  addByteSums,
  addProducts,
  affinities,
  attract,
  boundPoints,
  boundsSize,
  bytePanel,
  centreBytes,
  centreFloats,
  convolve,
  distancesOfFour,
  divergence,
  exp,
  gather,
  kernelSpectrum,
  log,
  nearestInRow,
  nearestNeighbours,
  rankInRow,
  reflect,
  repelAll,
  spectrumStride,
  spread,
  step,
  transpose,
  workSize,
};
