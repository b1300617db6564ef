// This module is browser compatible.

/** An eighth of a turn, in radians: pi / 4. */
const EIGHTH = 0.7853981633974483;
/** Terms of the series: the next ones are below the last place for an eighth of a turn. */
const TERMS = 10;

/**
 * (cos, sin) of k / n of a turn, for whole numbers k and n. The angle is brought into an eighth of
 * a turn as a fraction, exactly, and summed up as a series: only operations that every engine
 * rounds alike, at most 1 ulp of 1 off.
 */
export function onCircle(k: number, n: number): [cos: number, sin: number] {
  const eighths = 8 * (((k % n) + n) % n);
  const octant = Math.floor(eighths / n);
  const rest = eighths - octant * n;
  // In every second octant the angle is counted back from its end.
  const x = (octant % 2 === 0 ? rest : n - rest) / n * EIGHTH;
  const square = x * x;
  let cos = 0, sin = 0;
  for (let i = TERMS; i >= 1; i--) {
    cos = (1 + cos) * (-square / ((2 * i - 1) * (2 * i)));
    sin = (1 + sin) * (-square / (2 * i * (2 * i + 1)));
  }
  cos = 1 + cos;
  sin = (1 + sin) * x;
  const places: [number, number][] = [
    ...[[cos, sin], [sin, cos], [-sin, cos], [-cos, sin]] as [number, number][],
    ...[[-cos, -sin], [-sin, -cos], [sin, -cos], [cos, -sin]] as [number, number][],
  ];
  return places[octant]!;
}
