// This module is browser compatible.

/**
 * A transform from the map to the screen: (x, y) is drawn at (scale x + left, top - scale y), in
 * pixels.
 */
export interface View {
  /** Pixels for each unit of the map. */
  readonly scale: number;
  /** The position of the map's origin, in pixels from the left. */
  readonly left: number;
  /** The position of the map's origin, in pixels from the top. */
  readonly top: number;
}

/** The size of the plot, in CSS pixels. */
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

/** The limits of the zoom level; at 1 the whole map is visible. */
const MAX_ZOOM = 60, MIN_ZOOM = 0.5;

/**
 * Computes the rectangle around points. Without points it is empty and at the origin.
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

/** Computes the view that shows bounds in the middle, with a margin in pixels around them. */
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

/** Converts a position of the map to the screen. */
export function toScreen(view: View, x: number, y: number): [left: number, top: number] {
  return [view.scale * x + view.left, view.top - view.scale * y];
}

/** Converts a position of the screen to the map. */
export function toMap(view: View, left: number, top: number): [x: number, y: number] {
  return [(left - view.left) / view.scale, (view.top - top) / view.scale];
}

/** Moves the map by pixels. */
export function panBy(view: View, right: number, down: number): View {
  return { ...view, left: view.left + right, top: view.top + down };
}

/** Scales the map around a position of the screen. */
export function zoomAt(view: View, factor: number, left: number, top: number): View {
  return {
    scale: view.scale * factor,
    left: left + (view.left - left) * factor,
    top: top + (view.top - top) * factor,
  };
}

/**
 * Limits a view: the zoom level stays between 0.5 and 60, and the middle of the screen stays within
 * the bounds of the map.
 */
export function limitView(view: View, bounds: Bounds, size: Size, margin: number): View {
  const { scale: fitScale } = fitView(bounds, size, margin);
  const allowed = Math.min(fitScale * MAX_ZOOM, Math.max(fitScale * MIN_ZOOM, view.scale));
  const middle = [size.width / 2, size.height / 2] as const;
  const scaled = zoomAt(view, allowed / view.scale, ...middle);
  const [x, y] = toMap(scaled, ...middle);
  const nearX = Math.min(bounds.right, Math.max(bounds.left, x));
  const nearY = Math.min(bounds.top, Math.max(bounds.bottom, y));
  return panBy(scaled, (x - nearX) * allowed, (nearY - y) * allowed);
}

/**
 * Interpolates between two views for an animation: 0 is the first, 1 the second. The scale changes
 * at a constant rate.
 */
export function interpolateViews(
  from: View,
  to: View,
  fraction: number,
  { width, height }: Size,
): View {
  const scale = from.scale * (to.scale / from.scale) ** fraction;
  const middle = [width / 2, height / 2] as const;
  const [x0, y0] = toMap(from, ...middle), [x1, y1] = toMap(to, ...middle);
  // The middle moves in proportion to the scale; otherwise the map would swing while it zooms.
  const part = from.scale === to.scale
    ? fraction
    : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  const x = x0 + (x1 - x0) * part, y = y0 + (y1 - y0) * part;
  return { scale, left: middle[0] - scale * x, top: middle[1] + scale * y };
}
