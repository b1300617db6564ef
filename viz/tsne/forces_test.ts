import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createLayout, growMemory } from "../kernels/layout.ts";
import { startThreads } from "../kernels/threads.ts";
import {
  exactAffinities,
  exactAttraction,
  exactDivergence,
  exactGradient,
  exactRepulsion,
} from "../testing/exact_tsne.ts";
import { clusters } from "../testing/points.ts";
import { startAttraction } from "./attraction.ts";
import { type Edges, symmetricEdges } from "./edges.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { createRepulsion, meshFor } from "./repulsion.ts";
import { rotate } from "./rotate.ts";

/** Points of a map with clusters and a hole, about `width` across. */
function someMap(count: number, width: number): Float64Array {
  const generator = createGenerator(3);
  return Float64Array.from(
    { length: 2 * count },
    (_, i) => width * ((i >> 1) % 4 / 4 * (i % 2 ? 1 : -1) + (generator.uniform() - 0.5) ** 3),
  );
}

/** z and forces, as the descent has them. */
function fastRepulsion(map: Float64Array): { z: number; forces: Float64Array } {
  const kernels = instantiateKernels();
  const layout = createLayout(kernels.heapBase());
  const at = layout.reserve(map.byteLength), repulsions = layout.reserve(map.byteLength);
  growMemory(kernels.memory, layout.end);
  new Float64Array(kernels.memory.buffer, at, map.length).set(map);
  const xs = map.filter((_, i) => i % 2 === 0), ys = map.filter((_, i) => i % 2 === 1);
  const z = createRepulsion(kernels, layout.end)({
    map: at,
    count: map.length / 2,
    repulsions,
    bounds: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
  });
  return { z, forces: new Float64Array(kernels.memory.buffer, repulsions, map.length).slice() };
}

/** The size of the difference of two vectors, as a part of the second. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.equal(actual.length, expected.length);
  const values = Array.from(expected);
  return Math.hypot(...values.map((value, i) => actual[i]! - value)) / Math.hypot(...values);
}

const order = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

async function edgesOf(count: number, k: number, perplexity: number): Promise<Edges> {
  const { threads } = await startThreads(0);
  const rotated = rotate(clusters(count, 5).features, { count, dimensions: 5 });
  const found = await nearestNeighbours(rotated, order(count), k, perplexity, threads, () => {});
  return symmetricEdges(found, count);
}

function dense({ rows, others, affinities }: Edges): Float64Array[] {
  return Array.from({ length: rows.length - 1 }, (_, i) => {
    const row = new Float64Array(rows.length - 1);
    for (let e = rows[i]!; e < rows[i + 1]!; e++) row[others[2 * e]!]! += affinities[2 * e + 1]!;
    return row;
  });
}

// The spacing is a compromise: about 1 % of error in the forces, for which docs/maps.md has the
// measurement. A finer mesh, as
// small maps have it, is far more exact.
for (
  const [width, tolerance] of [[1e-4, 1e-5], [0.1, 1e-5], [3, 1e-4], [20, 2e-2], [
    150,
    1e-2,
  ]] as const
) {
  Deno.test(`the mesh's repulsion agrees with that of all pairs, in a map ${width} wide`, () => {
    const map = someMap(1000, width);
    const mesh = fastRepulsion(map), exact = exactRepulsion(map);
    assert(Math.abs(mesh.z / exact.z - 1) < tolerance, `z ${mesh.z / exact.z - 1}`);
    const error = difference(mesh.forces, exact.forces);
    assert(error < tolerance, `forces ${error}`);
  });
}

Deno.test("the repulsion of few points is exact, however wide their map is", () => {
  for (const count of [2, 3, 100, 101, 750]) {
    for (const width of [1e-4, 5, 1e4]) {
      const map = someMap(count, width);
      const found = fastRepulsion(map), exact = exactRepulsion(map);
      // Each point's own similarity, 1, goes through the sum too.
      assert(Math.abs(found.z - exact.z) < 1e-12 * (exact.z + count));
      assert(difference(found.forces, exact.forces) < 1e-12);
    }
  }
});

Deno.test("a map that is too wide for the finest mesh gets a coarser one, and forces that point the right way", () => {
  assert.deepEqual(meshFor(290), { length: 1728, spacing: 0.35 });
  assert.equal(meshFor(5000).length <= 2048, true);
  assert(meshFor(5000).spacing > 4);
  assert(meshFor(0).spacing < 1e-6);
  const map = someMap(800, 2000);
  const mesh = fastRepulsion(map), exact = exactRepulsion(map);
  // A mesh of 2.8 units does not resolve what lies within one unit, only what is farther away.
  assert(mesh.z > 0.3 * exact.z && mesh.z < 3 * exact.z, `${mesh.z} ${exact.z}`);
  const along = mesh.forces.reduce((sum, force, i) => sum + force * exact.forces[i]!, 0);
  assert(along > 0);
});

Deno.test("points on one spot push neither each other nor themselves", () => {
  const { z, forces } = fastRepulsion(new Float64Array(2 * 1000));
  assert(Math.abs(z / (1000 * 999) - 1) < 1e-9);
  // Rounding errors of potentials near 1000, over a spacing of 1e-6.
  assert(Math.max(...forces.map(Math.abs)) < 1e-7);
});

Deno.test("edges are the symmetric affinities of the book, and sum up to 1", async () => {
  const count = 150, k = 30, perplexity = 10;
  const edges = await edgesOf(count, k, perplexity);
  const { features } = clusters(count, 5);
  const points = Array.from({ length: count }, (_, i) => features.subarray(i * 5, i * 5 + 5));
  const expected = exactAffinities(points, k, perplexity);
  const found = dense(edges);
  for (let i = 0; i < count; i++) {
    assert(difference(found[i]!, expected[i]!) < 1e-5, `${i}`);
    for (let j = 0; j < i; j++) assert.equal(found[i]![j], found[j]![i]);
  }
  const sum = found.reduce((sum, row) => sum + row.reduce((a, b) => a + b), 0);
  assert(Math.abs(sum - 1) < 1e-6);
  assert(edges.rows.every((row) => row % 4 === 0));
});

Deno.test("attraction and divergence agree with those of all pairs, for any number of threads", async () => {
  const count = 203;
  const edges = await edgesOf(count, 30, 10);
  const affinities = dense(edges);
  const map = someMap(count, 10);
  const { z } = exactRepulsion(map);
  const results = [];
  for (const workers of [0, 1, 2, 4]) {
    const { threads, problem } = await startThreads(workers);
    assert.equal(problem, undefined);
    const attraction = await startAttraction(edges, threads);
    const forces = await attraction.forces(Float32Array.from(map));
    const divergence = await attraction.divergence(map.slice());
    threads.forEach((thread) => thread.close());
    // float32
    assert(difference(forces, exactAttraction(affinities, map)) < 1e-5);
    assert(Math.abs(divergence + Math.log(z) - exactDivergence(affinities, map)) < 1e-6);
    results.push({ forces, divergence });
  }
  for (const result of results) assert.deepEqual(result, results[0]);
});

Deno.test("the gradient of all pairs is the slope of the divergence", async () => {
  const affinities = dense(await edgesOf(40, 20, 6));
  const sum = affinities.reduce((sum, row) => sum + row.reduce((a, b) => a + b), 0);
  const exact = affinities.map((row) => row.map((value) => value / sum));
  const map = someMap(40, 5);
  const gradient = exactGradient(exact, map);
  const step = 1e-5;
  for (let i = 0; i < map.length; i += 3) {
    const [up, down] = [1, -1].map((sign) => {
      const moved = map.slice();
      moved[i]! += sign * step;
      return exactDivergence(exact, moved);
    });
    assert(Math.abs((up! - down!) / (2 * step) - gradient[i]!) < 1e-7);
  }
});

Deno.test("the fast gradient agrees with that of all pairs", async () => {
  const count = 203;
  const edges = await edgesOf(count, 30, 10);
  const { threads } = await startThreads(0);
  const attraction = await startAttraction(edges, threads);
  for (const width of [1e-4, 1, 30]) {
    const map = someMap(count, width);
    const pull = await attraction.forces(Float32Array.from(map));
    const { z, forces } = fastRepulsion(map);
    const fast = forces.map((force, i) => 4 * (pull[i]! - force / z));
    // The two halves cancel in part, so that their errors weigh more.
    assert(difference(fast, exactGradient(dense(edges), map)) < 2e-2, `${width}`);
  }
});
