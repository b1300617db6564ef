/**
 * The sum of 1 / (1 + d^2) over all pairs of a map, [count, 2], and of (y_i - y_j) / (1 + d^2)^2
 * for each point.
 */
export function exactRepulsion(map: Float64Array): { z: number; forces: Float64Array } {
  const forces = new Float64Array(map.length);
  let z = 0;
  for (let i = 0; i < map.length; i += 2) {
    for (let j = 0; j < map.length; j += 2) {
      if (i === j) continue;
      const dx = map[i]! - map[j]!, dy = map[i + 1]! - map[j + 1]!;
      const similarity = 1 / (1 + dx * dx + dy * dy);
      z += similarity;
      forces[i]! += similarity * similarity * dx;
      forces[i + 1]! += similarity * similarity * dy;
    }
  }
  return { z, forces };
}

/** The sum of p_ij (y_i - y_j) / (1 + d^2) for each point; affinities are dense, [count][count]. */
export function exactAttraction(affinities: readonly Float64Array[], map: Float64Array) {
  const forces = new Float64Array(map.length);
  affinities.forEach((row, i) =>
    row.forEach((affinity, j) => {
      const dx = map[2 * i]! - map[2 * j]!, dy = map[2 * i + 1]! - map[2 * j + 1]!;
      const weight = affinity / (1 + dx * dx + dy * dy);
      forces[2 * i]! += weight * dx;
      forces[2 * i + 1]! += weight * dy;
    })
  );
  return forces;
}

/**
 * The Kullback-Leibler divergence of a map from affinities (van der Maaten and Hinton 2008, section
 * 3).
 */
export function exactDivergence(affinities: readonly Float64Array[], map: Float64Array): number {
  const { z } = exactRepulsion(map);
  let sum = 0;
  affinities.forEach((row, i) =>
    row.forEach((affinity, j) => {
      if (affinity === 0 || i === j) return;
      const dx = map[2 * i]! - map[2 * j]!, dy = map[2 * i + 1]! - map[2 * j + 1]!;
      sum += affinity * Math.log(affinity * z * (1 + dx * dx + dy * dy));
    })
  );
  return sum;
}

/** The gradient of {@linkcode exactDivergence}, all pairs of it. */
export function exactGradient(affinities: readonly Float64Array[], map: Float64Array) {
  const pull = exactAttraction(affinities, map);
  const { z, forces } = exactRepulsion(map);
  return pull.map((force, i) => 4 * (force - forces[i]! / z));
}

/**
 * Affinities by the book: squared distances of all pairs, the k nearest kept, a bandwidth for each
 * point by bisection so that its perplexity is right, then the mean of both directions.
 */
export function exactAffinities(
  points: readonly ArrayLike<number>[],
  k: number,
  perplexity: number,
): Float64Array[] {
  const count = points.length;
  const conditional = points.map((point, i) => {
    const distances = points.map((other) =>
      Array.from(point).reduce((sum, value, d) => sum + (value - other[d]!) ** 2, 0)
    );
    const nearest = distances.map((_, j) => j).filter((j) => j !== i)
      .sort((a, b) => distances[a]! - distances[b]! || a - b).slice(0, k);
    let low = 0, high = Infinity, beta = 1;
    const row = new Float64Array(count);
    for (let round = 0; round < 200; round++) {
      const weights = nearest.map((j) =>
        Math.exp(-beta * (distances[j]! - distances[nearest[0]!]!))
      );
      const total = weights.reduce((sum, weight) => sum + weight);
      const entropy = weights.reduce(
        (sum, w) => w > 0 ? sum - w / total * Math.log(w / total) : sum,
        0,
      );
      nearest.forEach((j, n) => row[j] = weights[n]! / total);
      if (entropy > Math.log(perplexity)) low = beta;
      else high = beta;
      beta = high === Infinity ? beta * 2 : (low + high) / 2;
    }
    return row;
  });
  return conditional.map((row, i) =>
    row.map((value, j) => (value + conditional[j]![i]!) / (2 * count))
  );
}

/** t-SNE with the exact gradient and the schedule of weft: what the fast code has to come up to. */
export function exactDescent(
  affinities: readonly Float64Array[],
  start: Float64Array,
  iterations: number,
): Float64Array {
  const map = start.slice();
  const velocity = new Float64Array(map.length);
  const gain = new Float64Array(map.length).fill(1);
  const rate = Math.max(200, map.length / 24) / 4;
  const early = Math.min(250, Math.floor(iterations / 3));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const factor = iteration < early ? 12 : 1;
    const gradient = exactGradient(affinities.map((row) => row.map((p) => factor * p)), map);
    for (let i = 0; i < map.length; i++) {
      const keeps = (gradient[i]! > 0) !== (velocity[i]! > 0);
      gain[i] = Math.max(0.01, keeps ? gain[i]! + 0.2 : gain[i]! * 0.8);
      velocity[i] = (iteration < early ? 0.5 : 0.8) * velocity[i]! - rate * gain[i]! * gradient[i]!;
      map[i]! += velocity[i]!;
    }
    for (const axis of [0, 1]) {
      let mean = 0;
      for (let i = axis; i < map.length; i += 2) mean += map[i]! / (map.length / 2);
      for (let i = axis; i < map.length; i += 2) map[i]! -= mean;
    }
  }
  return map;
}
