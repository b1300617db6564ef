// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * Charges on a mesh and potentials off it, with cubic B-splines: the two ends of a particle mesh
 * (Hockney and Eastwood, "Computer Simulation Using Particles", 1988, chapter 5). A point touches
 * the 4 x 4 nodes around it.
 *
 * The map is f64 [points][2], the mesh f64 [row][column] of `width` columns. What depends on a
 * direction is computed for both at once: lane 0 is x, lane 1 is y.
 */

/** Weight of the node at distance 2 - t: the outer piece of the spline. */
function outer(t: v128): v128 {
  return f64x2.mul(f64x2.mul(f64x2.mul(t, t), t), f64x2.splat(1.0 / 6));
}

/** Weight of the node at distance t, up to 1: the inner piece. */
function inner(t: v128): v128 {
  const half = f64x2.sub(f64x2.splat(1), f64x2.mul(t, f64x2.splat(0.5)));
  return f64x2.sub(f64x2.splat(2.0 / 3), f64x2.mul(f64x2.mul(t, t), half));
}

/** The derivative of {@linkcode outer}. */
function outerSlope(t: v128): v128 {
  return f64x2.mul(f64x2.mul(t, t), f64x2.splat(0.5));
}

/** The derivative of {@linkcode inner}. */
function innerSlope(t: v128): v128 {
  return f64x2.mul(t, f64x2.sub(f64x2.mul(t, f64x2.splat(1.5)), f64x2.splat(2)));
}

function xs(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

function both(a: v128, lane1: bool): v128 {
  return lane1 ? v128.shuffle<f64>(a, a, 1, 1) : v128.shuffle<f64>(a, a, 0, 0);
}

/** a b + sum. */
function plus(sum: v128, a: v128, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(a, b));
}

function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** Adds the four weights of a row to its nodes. */
function addToRow(at: usize, weight: v128, w01: v128, w23: v128): void {
  v128.store(at, plus(v128.load(at), weight, w01));
  v128.store(at, plus(v128.load(at, 16), weight, w23), 16);
}

/**
 * Spreads a charge of 1 from each point. Node (0, 0) lies at (x0, y0); `perCell` is 1 / spacing.
 */
export function spread(
  map: usize,
  points: i32,
  x0: f64,
  y0: f64,
  perCell: f64,
  mesh: usize,
  width: i32,
): void {
  const line = <usize> width << 3;
  memory.fill(mesh, 0, line * width);
  const origin = f64x2.replace_lane(f64x2.splat(x0), 1, y0);
  const scale = f64x2.splat(perCell);
  const one = f64x2.splat(1);
  const end = map + (<usize> points << 4);
  for (; map < end; map += 16) {
    const place = f64x2.mul(f64x2.sub(v128.load(map), origin), scale);
    const cell = f64x2.floor(place);
    const t = f64x2.sub(place, cell);
    const rest = f64x2.sub(one, t);
    const w0 = outer(rest), w1 = inner(t), w2 = inner(rest), w3 = outer(t);
    const w01 = xs(w0, w1), w23 = xs(w2, w3);
    const node = i32x4.trunc_sat_f64x2_s_zero(cell);
    const column = i32x4.extract_lane(node, 0) - 1, row = i32x4.extract_lane(node, 1) - 1;
    const at = mesh + (<usize> (row * width + column) << 3);
    addToRow(at, both(w0, true), w01, w23);
    addToRow(at + line, both(w1, true), w01, w23);
    addToRow(at + 2 * line, both(w2, true), w01, w23);
    addToRow(at + 3 * line, both(w3, true), w01, w23);
  }
}

/**
 * Reads repulsions f64 [points][2] off a mesh of potentials and returns the sum of the potentials:
 * the potential of a point is the sum of 1 / (1 + d^2) over the other points, its repulsion that of
 * (y_i - y_j) / (1 + d^2)^2.
 *
 * `own`, f64 [4][4], is what a charge of 1 on a node makes of the nodes 0 to 3 away in both
 * directions. From it comes a point's effect on itself, which is taken off exactly: it depends on
 * the point's place in its cell only.
 */
export function gather(
  map: usize,
  points: i32,
  x0: f64,
  y0: f64,
  perCell: f64,
  mesh: usize,
  width: i32,
  own: usize,
  repulsions: usize,
): f64 {
  const line = <usize> width << 3;
  const origin = f64x2.replace_lane(f64x2.splat(x0), 1, y0);
  const scale = f64x2.splat(perCell);
  // The derivative of 1 / (1 + d^2) is -2 (y_i - y_j) / (1 + d^2)^2.
  const toForce = f64x2.splat(-0.5 * perCell);
  const one = f64x2.splat(1), two = f64x2.splat(2);
  let sum: f64 = 0;
  const end = map + (<usize> points << 4);
  for (; map < end; map += 16) {
    const place = f64x2.mul(f64x2.sub(v128.load(map), origin), scale);
    const cell = f64x2.floor(place);
    const t = f64x2.sub(place, cell);
    const rest = f64x2.sub(one, t);
    const w0 = outer(rest), w1 = inner(t), w2 = inner(rest), w3 = outer(t);
    const s0 = f64x2.neg(outerSlope(rest)), s1 = innerSlope(t);
    const s2 = f64x2.neg(innerSlope(rest)), s3 = outerSlope(t);
    const node = i32x4.trunc_sat_f64x2_s_zero(cell);
    const column = i32x4.extract_lane(node, 0) - 1, row = i32x4.extract_lane(node, 1) - 1;

    // Down the columns with the weights, and with the slopes, of y.
    let at = mesh + (<usize> (row * width + column) << 3);
    let left = v128.load(at), right = v128.load(at, 16);
    let weight = both(w0, true), slope = both(s0, true);
    let a01 = f64x2.mul(weight, left), a23 = f64x2.mul(weight, right);
    let b01 = f64x2.mul(slope, left), b23 = f64x2.mul(slope, right);
    at += line, left = v128.load(at), right = v128.load(at, 16);
    weight = both(w1, true), slope = both(s1, true);
    a01 = plus(a01, weight, left), a23 = plus(a23, weight, right);
    b01 = plus(b01, slope, left), b23 = plus(b23, slope, right);
    at += line, left = v128.load(at), right = v128.load(at, 16);
    weight = both(w2, true), slope = both(s2, true);
    a01 = plus(a01, weight, left), a23 = plus(a23, weight, right);
    b01 = plus(b01, slope, left), b23 = plus(b23, slope, right);
    at += line, left = v128.load(at), right = v128.load(at, 16);
    weight = both(w3, true), slope = both(s3, true);
    a01 = plus(a01, weight, left), a23 = plus(a23, weight, right);
    b01 = plus(b01, slope, left), b23 = plus(b23, slope, right);
    // Then along the row with those of x.
    const w01 = xs(w0, w1), w23 = xs(w2, w3), s01 = xs(s0, s1), s23 = xs(s2, s3);
    const potential = sumOfLanes(plus(f64x2.mul(a01, w01), a23, w23));
    const slopeX = sumOfLanes(plus(f64x2.mul(a01, s01), a23, s23));
    const slopeY = sumOfLanes(plus(f64x2.mul(b01, w01), b23, w23));

    // The point's own part. c_n: how much weight lies n nodes apart; h_n: half its derivative.
    const c0 = plus(plus(plus(f64x2.mul(w0, w0), w1, w1), w2, w2), w3, w3);
    const c1 = f64x2.mul(two, plus(plus(f64x2.mul(w0, w1), w1, w2), w2, w3));
    const c2 = f64x2.mul(two, plus(f64x2.mul(w0, w2), w1, w3));
    const c3 = f64x2.mul(two, f64x2.mul(w0, w3));
    const h0 = plus(plus(plus(f64x2.mul(w0, s0), w1, s1), w2, s2), w3, s3);
    const h1 = f64x2.add(
      plus(plus(f64x2.mul(w0, s1), w1, s2), w2, s3),
      plus(plus(f64x2.mul(s0, w1), s1, w2), s2, w3),
    );
    const h2 = plus(plus(plus(f64x2.mul(w0, s2), s0, w2), w1, s3), s1, w3);
    const h3 = plus(f64x2.mul(w0, s3), s0, w3);
    // Nodes apart in y, then in x: sums over y of the kernel with c, as the two halves of a row.
    const k0 = v128.load(own), k1 = v128.load(own, 32);
    const k2 = v128.load(own, 64), k3 = v128.load(own, 96);
    const l0 = v128.load(own, 16), l1 = v128.load(own, 48);
    const l2 = v128.load(own, 80), l3 = v128.load(own, 112);
    let z = both(c0, true), y = both(h0, true);
    let z01 = f64x2.mul(z, k0), z23 = f64x2.mul(z, l0);
    let y01 = f64x2.mul(y, k0), y23 = f64x2.mul(y, l0);
    z = both(c1, true), y = both(h1, true);
    z01 = plus(z01, z, k1), z23 = plus(z23, z, l1);
    y01 = plus(y01, y, k1), y23 = plus(y23, y, l1);
    z = both(c2, true), y = both(h2, true);
    z01 = plus(z01, z, k2), z23 = plus(z23, z, l2);
    y01 = plus(y01, y, k2), y23 = plus(y23, y, l2);
    z = both(c3, true), y = both(h3, true);
    z01 = plus(z01, z, k3), z23 = plus(z23, z, l3);
    y01 = plus(y01, y, k3), y23 = plus(y23, y, l3);
    const c01 = xs(c0, c1), c23 = xs(c2, c3);
    const ownPotential = sumOfLanes(plus(f64x2.mul(z01, c01), z23, c23));
    const ownX = sumOfLanes(plus(f64x2.mul(z01, xs(h0, h1)), z23, xs(h2, h3)));
    const ownY = sumOfLanes(plus(f64x2.mul(y01, c01), y23, c23));

    sum += potential - ownPotential;
    const slopes = f64x2.replace_lane(f64x2.splat(slopeX - ownX), 1, slopeY - ownY);
    v128.store(repulsions, f64x2.mul(slopes, toForce));
    repulsions += 16;
  }
  return sum;
}
