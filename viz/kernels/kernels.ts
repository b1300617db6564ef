// This module is browser compatible.

import { KERNELS_WASM } from "./kernels_wasm.ts";

/**
 * The kernels of one instance, with the memory that they work on. Pointers are byte offsets into
 * it; shapes and meaning of the arguments stand in `assembly/`.
 */
export interface Kernels {
  /** What all pointers point into. */
  readonly memory: WebAssembly.Memory;
  /** The first byte that is free. */
  heapBase(): number;
  /** e^x, at most 1 ulp off. */
  exp(x: number): number;
  /** ln x, at most 1 ulp off. */
  log(x: number): number;
  /** Bytes that `boundPoints` fills. */
  boundsSize(blockCount: number, boxDimensions: number): number;
  /** Puts boxes around points in blocks. */
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
  /** Turns squared distances into probabilities of a given entropy. */
  affinities(
    distances: number,
    points: number,
    k: number,
    entropy: number,
    scratch: number,
  ): void;
  /** Forces between neighbours. */
  attract(
    map: number,
    first: number,
    count: number,
    rows: number,
    edges: number,
    forces: number,
  ): void;
  /** What each point adds to the Kullback-Leibler divergence. */
  divergence(
    map: number,
    first: number,
    count: number,
    rows: number,
    edges: number,
    out: number,
  ): void;
  /** Repulsions of all pairs; returns the sum of their similarities. */
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
  /** Reads potentials and repulsions off a mesh. */
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
  /** f64 [rows][stride] of bytes less their mean. */
  centreBytes(
    features: number,
    rows: number,
    dimensions: number,
    mean: number,
    out: number,
    stride: number,
  ): void;
  /** f64 [rows][stride] of f32 less their mean. */
  centreFloats(
    features: number,
    rows: number,
    dimensions: number,
    mean: number,
    out: number,
    stride: number,
  ): void;
  /** Turns a matrix on its side. */
  transpose(matrix: number, rows: number, stride: number, out: number): void;
  /** Reflects rows in some hyperplanes, one after the other. */
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
  /** Turns bytes on their side. */
  bytePanel(
    features: number,
    points: number,
    dimensions: number,
    panel: number,
    rows: number,
  ): void;
  /** Adds the products of some rows of a panel with those from there on. */
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
  /** Distances of four points from all. */
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
  /** How far up a point comes in a row of distances. */
  rankInRow(row: number, points: number, query: number, index: number): number;
  /** One step of gradient descent. */
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

/**
 * Makes an instance with a memory of its own, which goes when nothing refers to the instance any
 * more.
 */
export function instantiateKernels(): Kernels {
  compiled ??= new WebAssembly.Module(kernelBytes());
  return new WebAssembly.Instance(compiled).exports as unknown as Kernels;
}
