// This module is browser compatible.

/**
 * The repulsion of t-SNE: the second sum of its gradient (van der Maaten 2014, equation 8), over
 * all pairs of points. Few points are summed pair by pair.
 *
 * Many points take a particle mesh (Hockney and Eastwood, "Computer Simulation Using Particles",
 * 1988): each point spreads a charge of 1 on the mesh nodes around it with cubic B-splines, a
 * convolution with 1 / (1 + d^2) by Fourier transform gives the potential of all charges at each
 * node, and the slopes of the splines give the force at each point. The potential of a point is its
 * part of Z. The kernels are `../kernels/assembly/mesh.ts`, `convolution.ts` and `fft.ts`.
 *
 * @module
 */

import { createLayout, growMemory } from "../kernels/layout.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { rootOfUnity } from "./root_of_unity.ts";
import { LENGTHS, planFourier } from "./fourier_plan.ts";

/**
 * Up to this number of points the sum over all pairs takes less time than a mesh, and it is exact.
 */
const FEW = 750;
/**
 * The spacing of the mesh. The mean error of the forces is 0.7 %. Spacings of 0.5 and 0.7 end in a
 * higher divergence.
 */
const SPACING = 0.35;
/** The least width of the map in cells: a small map gets a finer mesh. */
const LEAST_CELLS = 50;
/**
 * The finest mesh. Below, 1 + d^2 is 1 everywhere, and slopes are rounding errors over a tiny
 * spacing.
 */
const LEAST_SPACING = 1e-6;
/** Nodes beyond those under the map, for the splines at its edge. */
const MARGIN = 4;
/** Nodes of the transform beyond twice those of the mesh, so that nothing wraps around. */
const PADDING = 12;
/** Nodes of a spline in each direction. */
const SPLINE_NODES = 4;
/** The factor between two spacings. */
const SQRT2 = 1.4142135623730951;

/** A mesh that covers a map. */
export interface Mesh {
  /** Length of the transforms. */
  readonly length: number;
  /** Distance of two nodes, in the units of the map. */
  readonly spacing: number;
}

/**
 * The mesh for a map of a width. It is coarser than usual where the longest transform does not
 * cover the map.
 */
export function meshFor(span: number): Mesh {
  let spacing = SPACING;
  while (span / spacing < LEAST_CELLS && spacing > LEAST_SPACING) spacing /= SQRT2;
  for (;; spacing *= SQRT2) {
    const nodes = Math.ceil(span / spacing) + 1 + MARGIN;
    const length = LENGTHS.find((length) => length >= 2 * nodes + PADDING);
    if (length !== undefined) return { length, spacing };
  }
}

/** Pointers to a map in the memory of the kernels, and to its repulsions, both f64 [count, 2]. */
export interface MapPointers {
  readonly map: number;
  readonly count: number;
  readonly repulsions: number;
  /** The least x and y and the largest x and y of the map. */
  readonly bounds: readonly [left: number, bottom: number, right: number, top: number];
}

/**
 * Creates a function that computes the repulsion of a map. It writes the sums of
 * (y_i - y_j) / (1 + d^2)^2 and returns Z, the sum of 1 / (1 + d^2) over all pairs.
 *
 * @param start The first free byte of the kernels' memory; the mesh takes the memory from there on.
 */
export function createRepulsion(
  kernels: Kernels,
  start: number,
): (pointers: MapPointers) => number {
  let plan: Plan | undefined;
  return ({ map, count, repulsions, bounds: [left, bottom, right, top] }) => {
    if (count <= FEW) return kernels.repelAll(map, count, repulsions);
    const mesh = meshFor(Math.max(right - left, top - bottom));
    if (plan?.length !== mesh.length || plan.spacing !== mesh.spacing) {
      plan = planMesh(kernels, start, mesh);
    }
    const { spacing, length } = mesh;
    const nodes = Math.ceil(Math.max(right - left, top - bottom) / spacing) + 1 + MARGIN;
    const width = nodes + nodes % 2;
    const x0 = (left + right) / 2 - (width - 1) / 2 * spacing;
    const y0 = (bottom + top) / 2 - (width - 1) / 2 * spacing;
    const { nodesAt, own, ...at } = plan;
    kernels.spread(map, count, x0, y0, 1 / spacing, nodesAt, width);
    convolve(kernels, at, nodesAt, width, length);
    return kernels.gather(map, count, x0, y0, 1 / spacing, nodesAt, width, own, repulsions);
  };
}

/** A mesh, with pointers to its arrays in the memory of the kernels. */
interface Plan extends Mesh {
  readonly nodesAt: number;
  readonly kernel: number;
  readonly real: number;
  readonly imaginary: number;
  readonly work: number;
  readonly radices: number;
  readonly twiddles: number;
  /** f64 [4, 4]: the potential of one charge at the nodes around it. */
  readonly own: number;
}

function convolve(
  kernels: Kernels,
  { kernel, real, imaginary, work, radices, twiddles }: Omit<Plan, "nodesAt" | "own">,
  nodes: number,
  width: number,
  length: number,
): void {
  kernels.convolve(nodes, width, length, kernel, real, imaginary, work, radices, twiddles);
}

function planMesh(kernels: Kernels, start: number, { length, spacing }: Mesh): Plan {
  const { memory } = kernels;
  const stride = kernels.spectrumStride(length);
  const { radices, twiddles } = planFourier(length);
  const layout = createLayout(start);
  const plan = {
    length,
    spacing,
    nodesAt: layout.reserve(length * length / 4 * 8),
    kernel: layout.reserve(length * stride * 8),
    real: layout.reserve(length / 2 * stride * 8),
    imaginary: layout.reserve(length / 2 * stride * 8),
    work: layout.reserve(kernels.workSize(length)),
    radices: layout.reserve(radices.byteLength),
    twiddles: layout.reserve(twiddles.byteLength),
    own: layout.reserve(SPLINE_NODES * SPLINE_NODES * 8),
  };
  const responses = layout.reserve(length * 8);
  growMemory(memory, layout.end);
  new Int32Array(memory.buffer, plan.radices, radices.length).set(radices);
  new Float64Array(memory.buffer, plan.twiddles, twiddles.length).set(twiddles);
  // Spreading and reading each multiply a frequency by the spectrum of the B-spline on the nodes.
  // The kernel is divided by the square of it.
  const response = new Float64Array(memory.buffer, responses, length);
  for (let i = 0; i < length; i++) {
    const spline = (4 + 2 * rootOfUnity(i, length)[0]) / 6;
    response[i] = spline * spline;
  }
  const { kernel, work, radices: r, twiddles: t } = plan;
  kernels.kernelSpectrum(length, spacing, responses, kernel, work, r, t);
  // The potential of a charge of 1 at node (0, 0), at the nodes of a spline. From it the kernel
  // computes the force and the potential of a point on itself, and subtracts them.
  const width = 2 * SPLINE_NODES;
  const nodes = new Float64Array(memory.buffer, plan.nodesAt, width * width).fill(0);
  nodes[0] = 1;
  convolve(kernels, plan, plan.nodesAt, width, length);
  const own = new Float64Array(memory.buffer, plan.own, SPLINE_NODES * SPLINE_NODES);
  for (let y = 0; y < SPLINE_NODES; y++) {
    for (let x = 0; x < SPLINE_NODES; x++) own[y * SPLINE_NODES + x] = nodes[y * width + x]!;
  }
  return plan;
}
