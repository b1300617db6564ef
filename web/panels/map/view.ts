// This module is browser compatible.

/**
 * How a map lies on the screen: a point (x, y) of the map is drawn at (scale x + left, top - scale
 * y), in pixels.
 */
export interface View {
  /** Pixels for each unit of the map. */
  readonly scale: number;
  /** Where the map's origin is, in pixels from the left, */
  readonly left: number;
  /** and from the top. */
  readonly top: number;
}

/** The size of the screen's part that the map is drawn on, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The rectangle that holds all points, in the map's units. */
export interface Bounds {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** How much closer than the whole map one may look. */
const CLOSEST = 60;
/** How much farther. */
const FARTHEST = 0.5;

/**
 * The rectangle around points; of no extent at the origin where there are none.
 *
 * @param positions [count, 2].
 */
export function boundsOf(positions: Float32Array): Bounds {
  if (positions.length === 0) return { left: 0, bottom: 0, right: 0, top: 0 };
  let left = Infinity, bottom = Infinity, right = -Infinity, top = -Infinity;
  for (let i = 0; i < positions.length; i += 2) {
    const x = positions[i]!, y = positions[i + 1]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  return { left, bottom, right, top };
}

/**
 * The view that shows the whole of some bounds in the middle, with a margin in pixels around it.
 */
export function fitView(bounds: Bounds, { width, height }: Size, margin: number): View {
  const across = bounds.right - bounds.left || 1, up = bounds.top - bounds.bottom || 1;
  const scale = Math.min(
    Math.max(1, width - 2 * margin) / across,
    Math.max(1, height - 2 * margin) / up,
  );
  return {
    scale,
    left: width / 2 - scale * (bounds.left + bounds.right) / 2,
    top: height / 2 + scale * (bounds.bottom + bounds.top) / 2,
  };
}

/** Where a point of the map is on the screen. */
export function toScreen(view: View, x: number, y: number): [left: number, top: number] {
  return [view.scale * x + view.left, view.top - view.scale * y];
}

/** Which point of the map is at a place of the screen. */
export function toMap(view: View, left: number, top: number): [x: number, y: number] {
  return [(left - view.left) / view.scale, (view.top - top) / view.scale];
}

/** Moves the map by so many pixels. */
export function panBy(view: View, right: number, down: number): View {
  return { ...view, left: view.left + right, top: view.top + down };
}

/** Scales the map such that what is at a place of the screen stays there. */
export function zoomAt(view: View, factor: number, left: number, top: number): View {
  return {
    scale: view.scale * factor,
    left: left + (view.left - left) * factor,
    top: top + (view.top - top) * factor,
  };
}

/**
 * Keeps a view where there is something to see: not too near, not too far, and with the middle of
 * the screen over the map's bounds.
 */
export function keepInSight(view: View, bounds: Bounds, size: Size, margin: number): View {
  const { scale: whole } = fitView(bounds, size, margin);
  const allowed = Math.min(whole * CLOSEST, Math.max(whole * FARTHEST, view.scale));
  const middle = [size.width / 2, size.height / 2] as const;
  const scaled = zoomAt(view, allowed / view.scale, ...middle);
  const [x, y] = toMap(scaled, ...middle);
  const nearX = Math.min(bounds.right, Math.max(bounds.left, x));
  const nearY = Math.min(bounds.top, Math.max(bounds.bottom, y));
  return panBy(scaled, (x - nearX) * allowed, (nearY - y) * allowed);
}

/**
 * A view on the way between two, for an animation: 0 is the first, 1 the second. Zooming has a
 * steady rate.
 */
export function between(from: View, to: View, share: number, { width, height }: Size): View {
  const scale = from.scale * (to.scale / from.scale) ** share;
  const middle = [width / 2, height / 2] as const;
  const [x0, y0] = toMap(from, ...middle), [x1, y1] = toMap(to, ...middle);
  // How far the middle has come keeps step with the scale, or the map would swing while it zooms.
  const part = from.scale === to.scale
    ? share
    : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  const x = x0 + (x1 - x0) * part, y = y0 + (y1 - y0) * part;
  return { scale, left: middle[0] - scale * x, top: middle[1] + scale * y };
}
