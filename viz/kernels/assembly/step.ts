// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * One step of gradient descent with momentum and gains (van der Maaten and Hinton 2008, section
 * 3.4; Jacobs 1988).
 */

/** A gain grows by this where the gradient keeps its direction, … */
const GAIN_UP: f64 = 0.2;
/** … shrinks to this part of itself where it turns, … */
const GAIN_DOWN: f64 = 0.8;
/** … and stays above this. */
const LEAST_GAIN: f64 = 0.01;
/** No point moves farther in one step: it keeps a rate that is too high from blowing the map up. */
const LONGEST_STEP: f64 = 5;

/**
 * Moves the points of the map f64 [points][2], whose mean it then puts at the origin. The gradient
 * is exaggeration attractions - repulsions / z (its factor 4 is part of the rate); attractions are
 * f32 [points][2], repulsions, velocities and gains f64 [points][2]. `small` gets the new map as
 * f32, `bounds` its least x and y and its largest x and y, f64 [4].
 */
export function step(
  map: usize,
  attractions: usize,
  repulsions: usize,
  velocities: usize,
  gains: usize,
  points: i32,
  exaggeration: f64,
  z: f64,
  rate: f64,
  momentum: f64,
  small: usize,
  bounds: usize,
): void {
  const pull = f64x2.splat(exaggeration);
  const push = f64x2.splat(1 / z);
  const speed = f64x2.splat(rate);
  const keep = f64x2.splat(momentum);
  const zero = f64x2.splat(0);
  let sum = zero;
  for (let i = 0; i < points; i++) {
    const at = <usize> i << 4;
    const attraction = f64x2.promote_low_f32x4(v128.load64_zero(attractions + (<usize> i << 3)));
    const gradient = f64x2.sub(
      f64x2.mul(pull, attraction),
      f64x2.mul(push, v128.load(repulsions + at)),
    );
    let velocity = v128.load(velocities + at);
    const old = v128.load(gains + at);
    // The velocity points down the slope: other signs mean that the gradient has kept its
    // direction.
    const keeps = v128.xor(f64x2.gt(gradient, zero), f64x2.gt(velocity, zero));
    let gain = v128.bitselect(
      f64x2.add(old, f64x2.splat(GAIN_UP)),
      f64x2.mul(old, f64x2.splat(GAIN_DOWN)),
      keeps,
    );
    gain = f64x2.max(gain, f64x2.splat(LEAST_GAIN));
    v128.store(gains + at, gain);
    velocity = f64x2.sub(
      f64x2.mul(keep, velocity),
      f64x2.mul(speed, f64x2.mul(gain, gradient)),
    );
    const square = f64x2.mul(velocity, velocity);
    const length = f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1);
    if (length > LONGEST_STEP * LONGEST_STEP) {
      velocity = f64x2.mul(velocity, f64x2.splat(LONGEST_STEP / sqrt(length)));
    }
    v128.store(velocities + at, velocity);
    const place = f64x2.add(v128.load(map + at), velocity);
    v128.store(map + at, place);
    sum = f64x2.add(sum, place);
  }
  const mean = f64x2.div(sum, f64x2.splat(<f64> points));
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  for (let i = 0; i < points; i++) {
    const at = map + (<usize> i << 4);
    const place = f64x2.sub(v128.load(at), mean);
    v128.store(at, place);
    v128.store64_lane(small + (<usize> i << 3), f32x4.demote_f64x2_zero(place), 0);
    least = f64x2.min(least, place);
    most = f64x2.max(most, place);
  }
  v128.store(bounds, least);
  v128.store(bounds, most, 16);
}
