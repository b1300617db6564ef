// This module is browser compatible.
import { easeInOut } from "./motion.ts";
import {
  between,
  fitView,
  keepInSight,
  panBy,
  type Size,
  toMap,
  toScreen,
  type View,
  zoomAt,
} from "./view.ts";

/** Where a reader looks at a normalized map from. */
export interface Viewpoint {
  /** The view at this moment. */
  readonly view: View;
  /** The size of the map's part of the screen. */
  readonly size: Size;
  /** Pixels for each unit where the whole map is shown. */
  readonly wholeScale: number;
  /** How much closer than the whole map it is: 1 for the whole of it. */
  readonly closeness: number;
  /** Moves the map by so many pixels. */
  pan(right: number, down: number): void;
  /** Scales the map: at once around a place, or gliding around the middle. */
  zoom(factor: number, at?: readonly [left: number, top: number]): void;
  /** Glides to the whole map. */
  fit(): void;
  /** Glides to where a place of the map is in the middle, unless it is in sight. */
  reveal(x: number, y: number): void;
  /** Takes another size, and keeps what is in the middle and how close it is. */
  resize(size: Size): void;
  /** Glides on to a time; returns whether it is still on its way. */
  advance(now: number): boolean;
  /** What lies in the middle, in the map's units. */
  middle(): [x: number, y: number];
}

/** Pixels around the whole map. */
const MARGIN = 26;
/** Milliseconds of a step of zooming by buttons and keys. */
const GLIDE = 220;
const WHOLE = { left: -1, bottom: -1, right: 1, top: 1 } as const;

/**
 * Looks at the whole of a map.
 *
 * @param changed Called when the view changes: whether the whole map is shown.
 * @param glides Whether to glide: not where the reader asked for less motion.
 */
export function createViewpoint(
  changed: (whole: boolean) => void,
  glides: () => boolean,
): Viewpoint {
  let size: Size = { width: 1, height: 1 };
  let view: View = fitView(WHOLE, size, MARGIN);
  let flight: { from: View; to: View; began: number } | undefined;
  const whole = () => fitView(WHOLE, size, MARGIN);
  const middle = () => [size.width / 2, size.height / 2] as const;

  function look(next: View): void {
    view = keepInSight(next, WHOLE, size, MARGIN);
    changed(Math.abs(viewpoint.closeness - 1) < 0.02);
  }
  function fly(to: View): void {
    const from = view;
    look(to);
    if (!glides()) return;
    flight = { from, to: view, began: performance.now() };
    view = from;
  }

  const viewpoint: Viewpoint = {
    get view() {
      return view;
    },
    get size() {
      return size;
    },
    get wholeScale() {
      return whole().scale;
    },
    get closeness() {
      return view.scale / whole().scale;
    },

    pan(right, down) {
      flight = undefined;
      look(panBy(view, right, down));
    },
    zoom(factor, at) {
      const from = flight?.to ?? view;
      flight = undefined;
      if (at) look(zoomAt(view, factor, ...at));
      else fly(zoomAt(from, factor, ...middle()));
    },
    fit: () => fly(whole()),
    reveal(x, y) {
      const [left, top] = toScreen(view, x, y);
      const inside = left > MARGIN && top > MARGIN && left < size.width - MARGIN &&
        top < size.height - MARGIN;
      if (inside) return;
      const [toLeft, toTop] = middle();
      fly(panBy(view, toLeft - left, toTop - top));
    },
    resize(next) {
      const { closeness } = viewpoint;
      const [x, y] = viewpoint.middle();
      size = next;
      const resized = zoomAt(whole(), closeness, ...middle());
      const [left, top] = toScreen(resized, x, y);
      const [toLeft, toTop] = middle();
      look(panBy(resized, toLeft - left, toTop - top));
    },
    advance(now) {
      if (!flight) return false;
      const share = Math.min(1, (now - flight.began) / GLIDE);
      view = between(flight.from, flight.to, easeInOut(share), size);
      if (share === 1) flight = undefined;
      return flight !== undefined;
    },
    middle: () => toMap(view, ...middle()),
  };
  return viewpoint;
}
