// This module is browser compatible.

import { createLayout, growMemory } from "../kernels/layout.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { onCircle } from "./circle.ts";
import { LENGTHS, planFourier } from "./fourier_plan.ts";

/** For so few points the sum over all pairs takes less time than a mesh, and it is exact. */
const FEW = 750;
/**
 * Spacing of the mesh: 0.7 % error of the forces, in the mean. 0.5 and 0.7 end in a higher
 * divergence.
 */
const SPACING = 0.35;
/** Cells that the map is wide, at least: the mesh becomes finer for a map that is small. */
const LEAST_CELLS = 50;
/**
 * No mesh is finer: 1 + d^2 is 1 all over it, and slopes would be rounding errors over a tiny
 * spacing.
 */
const LEAST_SPACING = 1e-6;
/** Nodes that are needed beside those under the map, for the splines at its edge. */
const MARGIN = 4;
/** Nodes of the transform beside twice those of the mesh: enough that nothing wraps around. */
const PADDING = 12;
/** Nodes in each direction that a point reaches. */
const OWN = 4;
/** The mesh's spacing goes up and down in steps of this. */
const SQRT2 = 1.4142135623730951;

/** A mesh that covers a map. */
export interface Mesh {
  /** Length of the transforms. */
  readonly length: number;
  /** Distance of two nodes, in the units of the map. */
  readonly spacing: number;
}

/**
 * The mesh for a map of a width: as fine as it pays off, coarser where the longest transform could
 * not cover the map.
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

/**
 * Where a map lies in the memory of the kernels, and where its repulsions go, both f64 [count, 2].
 */
export interface MapPlace {
  readonly map: number;
  readonly count: number;
  readonly repulsions: number;
  /** The least x and y and the largest x and y of the map. */
  readonly bounds: readonly [left: number, bottom: number, right: number, top: number];
}

/**
 * The forces that push all points of a map apart: the second sum of the gradient of t-SNE (van der
 * Maaten 2014, equation 8). Few points are summed up pair by pair; many by a particle mesh: the
 * charges of the points are spread on a mesh, convolved with the potential 1 / (1 + d^2), and the
 * slopes of the result are read at the points.
 *
 * @param start The first byte of the kernels' memory that is free; everything from there on is the
 * mesh's.
 * @returns Writes the sums of (y_i - y_j) / (1 + d^2)^2 and returns that of 1 / (1 + d^2) over all
 * pairs.
 */
export function createRepulsion(kernels: Kernels, start: number): (place: MapPlace) => number {
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

/** Where everything lies that a mesh needs. */
interface Plan extends Mesh {
  readonly nodesAt: number;
  readonly kernel: number;
  readonly real: number;
  readonly imaginary: number;
  readonly work: number;
  readonly radices: number;
  readonly twiddles: number;
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
    own: layout.reserve(OWN * OWN * 8),
  };
  const responses = layout.reserve(length * 8);
  growMemory(memory, layout.end);
  new Int32Array(memory.buffer, plan.radices, radices.length).set(radices);
  new Float64Array(memory.buffer, plan.twiddles, twiddles.length).set(twiddles);
  // What spreading and reading with cubic B-splines does to a frequency: the square of their
  // spectrum on the nodes.
  const response = new Float64Array(memory.buffer, responses, length);
  for (let i = 0; i < length; i++) {
    const spline = (4 + 2 * onCircle(i, length)[0]) / 6;
    response[i] = spline * spline;
  }
  const { kernel, work, radices: r, twiddles: t } = plan;
  kernels.kernelSpectrum(length, spacing, responses, kernel, work, r, t);
  // A charge of 1 at node (0, 0), seen from the nodes that a point reaches.
  const width = 2 * OWN;
  const nodes = new Float64Array(memory.buffer, plan.nodesAt, width * width).fill(0);
  nodes[0] = 1;
  convolve(kernels, plan, plan.nodesAt, width, length);
  const own = new Float64Array(memory.buffer, plan.own, OWN * OWN);
  for (let y = 0; y < OWN; y++) {
    for (let x = 0; x < OWN; x++) own[y * OWN + x] = nodes[y * width + x]!;
  }
  return plan;
}
