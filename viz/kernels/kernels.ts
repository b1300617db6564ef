// This module is browser compatible.

/**
 * The kernels: the loops of PCA, t-SNE and the quality measures, as WebAssembly with SIMD. Their
 * source is AssemblyScript in `assembly/`, one file for each group.
 *
 * @module
 */

import { KERNELS_WASM } from "./kernels_wasm.ts";

/**
 * The kernels of one instance, with its memory. Pointers are byte offsets into the memory.
 * `assembly/` documents shapes and meaning of the arguments.
 */
export interface Kernels {
  /** The memory of all pointers. */
  readonly memory: WebAssembly.Memory;
  /** The first free byte. */
  heapBase(): number;
  /** e^x, with an error of less than 1 ulp. */
  exp(x: number): number;
  /** ln x, with an error of less than 1 ulp. */
  log(x: number): number;
  /** Bytes that `boundPoints` fills. */
  boundsSize(blockCount: number, boxDimensions: number): number;
  /** Computes the bounding boxes of points in blocks. */
  boundPoints(
    blocks: number,
    blockCount: number,
    dimensions: number,
    boxDimensions: number,
    bounds: number,
  ): void;
  /** Finds the k nearest neighbours of some points. */
  nearestNeighbours(
    blocks: number,
    blockCount: number,
    dimensions: number,
    first: number,
    last: number,
    k: number,
    distances: number,
    indices: number,
    bounds: number,
    boxDimensions: number,
  ): void;
  /** Computes probabilities of a given entropy from squared distances, in place. */
  affinities(
    distances: number,
    points: number,
    k: number,
    entropy: number,
    scratch: number,
  ): void;
  /** The attraction of neighbours. */
  attract(
    map: number,
    first: number,
    count: number,
    rows: number,
    edges: number,
    forces: number,
  ): void;
  /** The part of each point of the Kullback-Leibler divergence. */
  divergence(
    map: number,
    first: number,
    count: number,
    rows: number,
    edges: number,
    out: number,
  ): void;
  /** The repulsion over all pairs; returns the sum of 1 / (1 + d^2). */
  repelAll(map: number, points: number, repulsions: number): number;
  /** Spreads the points' charges on a mesh. */
  spread(
    map: number,
    points: number,
    x0: number,
    y0: number,
    perCell: number,
    mesh: number,
    width: number,
  ): void;
  /** Reads repulsions from a mesh of potentials; returns the sum of the potentials. */
  gather(
    map: number,
    points: number,
    x0: number,
    y0: number,
    perCell: number,
    mesh: number,
    width: number,
    own: number,
    repulsions: number,
  ): number;
  /** Numbers in a row of a spectrum. */
  spectrumStride(n: number): number;
  /** Bytes of the work arrays of a convolution. */
  workSize(n: number): number;
  /** Convolves a mesh with a kernel. */
  convolve(
    mesh: number,
    width: number,
    n: number,
    kernel: number,
    spectrumReal: number,
    spectrumImaginary: number,
    work: number,
    radices: number,
    twiddles: number,
  ): void;
  /** The spectrum of the kernel 1 / (1 + d^2). */
  kernelSpectrum(
    n: number,
    spacing: number,
    responses: number,
    kernel: number,
    work: number,
    radices: number,
    twiddles: number,
  ): void;
  /** Bytes less their mean, f64 [rows][stride]. */
  centreBytes(
    features: number,
    rows: number,
    dimensions: number,
    mean: number,
    out: number,
    stride: number,
  ): void;
  /** f32 less their mean, f64 [rows][stride]. */
  centreFloats(
    features: number,
    rows: number,
    dimensions: number,
    mean: number,
    out: number,
    stride: number,
  ): void;
  /** Transposes a matrix. */
  transpose(matrix: number, rows: number, stride: number, out: number): void;
  /** Reflects rows in hyperplanes, one after the other. */
  reflect(rows: number, count: number, stride: number, normals: number, planes: number): void;
  /** Adds a b^T to a matrix. */
  addProducts(
    a: number,
    aRows: number,
    aStride: number,
    b: number,
    bRows: number,
    bStride: number,
    length: number,
    out: number,
    outStride: number,
  ): void;
  /** Transposes bytes into a panel of i16. */
  bytePanel(
    features: number,
    points: number,
    dimensions: number,
    panel: number,
    rows: number,
  ): void;
  /** Adds the products of some rows of a panel with the rows from there on. */
  addByteProducts(
    panel: number,
    rows: number,
    dimensions: number,
    first: number,
    count: number,
    out: number,
  ): void;
  /** Adds the sums of the rows of a panel. */
  addByteSums(panel: number, rows: number, dimensions: number, out: number): void;
  /** Squared distances of four points from all points. */
  distancesOfFour(
    blocks: number,
    blockCount: number,
    dimensions: number,
    queries: number,
    out: number,
  ): void;
  /** The k nearest of a row of distances. */
  nearestInRow(
    row: number,
    points: number,
    query: number,
    k: number,
    distances: number,
    indices: number,
  ): void;
  /** The rank of a point in a row of distances. */
  rankInRow(row: number, points: number, query: number, index: number): number;
  /** The gradient step of t-SNE: computes the gradient from its two sums and moves the points. */
  step(
    map: number,
    attractions: number,
    repulsions: number,
    velocities: number,
    gains: number,
    points: number,
    exaggeration: number,
    z: number,
    rate: number,
    momentum: number,
    small: number,
    bounds: number,
  ): void;
}

/** The kernels as bytes, for a thread that compiles them itself. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0));
}

let compiled: WebAssembly.Module | undefined;

/** Creates an instance with its own memory, which is freed with the instance. */
export function instantiateKernels(): Kernels {
  compiled ??= new WebAssembly.Module(kernelBytes());
  return new WebAssembly.Instance(compiled).exports as unknown as Kernels;
}
