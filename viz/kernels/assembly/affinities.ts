// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * How near each of a point's neighbours is, as a probability: p(j|i) of van der Maaten and Hinton
 * 2008, equation 1.
 */
import { expPair, log } from "./exponential.ts";

/** How near the entropy has to come to its target, in nats. */
const TOLERANCE: f64 = 1e-10;
/**
 * Newton needs about 6 rounds; where the entropy cannot be reached, bisection has done what it can
 * after so many.
 */
const ROUNDS: i32 = 60;

/**
 * Turns squared distances f32 [points][k], the nearest first, into probabilities f32 [points][k],
 * in place, whose entropy is `entropy` nats for every point. `scratch` holds 2 k + 4 f64, its start
 * a multiple of 16.
 */
export function affinities(
  distances: usize,
  points: i32,
  k: i32,
  entropy: f64,
  scratch: usize,
): void {
  const pairs = (k + 1) >> 1;
  const excess = scratch;
  const weights = scratch + (<usize> pairs << 4);
  const lastMask = k & 1 ? f64x2.replace_lane(f64x2.splat(1), 1, 0) : f64x2.splat(1);
  for (let i = 0; i < points; i++) {
    const row = distances + (<usize> (i * k) << 2);
    const nearest = <f64> load<f32>(row);
    store<f64>(excess + (<usize> pairs << 4) - 8, 0);
    let mean: f64 = 0;
    for (let j = 0; j < k; j++) {
      // Distances beyond the nearest one: the probabilities are the same, and none of them
      // underflows for all.
      const beyond = <f64> load<f32>(row + (<usize> j << 2)) - nearest;
      store<f64>(excess + (<usize> j << 3), beyond);
      mean += beyond;
    }
    mean /= <f64> k;
    let beta: f64 = mean > 0 ? 1 / mean : 1;
    let low: f64 = 0;
    let high: f64 = Infinity;
    let total: f64 = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const rate = f64x2.splat(-beta);
      let sums = f64x2.splat(0), firsts = sums, seconds = sums;
      for (let pair = 0; pair < pairs; pair++) {
        const at = <usize> pair << 4;
        const d = v128.load(excess + at);
        let weight = expPair(f64x2.mul(d, rate));
        if (pair === pairs - 1) weight = f64x2.mul(weight, lastMask);
        v128.store(weights + at, weight);
        const moment = f64x2.mul(d, weight);
        sums = f64x2.add(sums, weight);
        firsts = f64x2.add(firsts, moment);
        seconds = f64x2.add(seconds, f64x2.mul(d, moment));
      }
      total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
      const first = (f64x2.extract_lane(firsts, 0) + f64x2.extract_lane(firsts, 1)) / total;
      const second = (f64x2.extract_lane(seconds, 0) + f64x2.extract_lane(seconds, 1)) / total;
      const difference = log(total) + beta * first - entropy;
      if (abs(difference) < TOLERANCE) break;
      if (difference > 0) low = beta;
      else high = beta;
      // The entropy's derivative by beta is -beta times the variance of the distances.
      const newton = beta + difference / (beta * (second - first * first));
      if (newton > low && newton < high) beta = newton;
      else beta = high === Infinity ? beta * 2 : (low + high) * 0.5;
    }
    const scale = 1 / total;
    for (let j = 0; j < k; j++) {
      const weight = load<f64>(weights + (<usize> j << 3)) * scale;
      store<f32>(row + (<usize> j << 2), <f32> weight);
    }
  }
}
