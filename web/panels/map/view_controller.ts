// This module is browser compatible.
import { easeInOut } from "./motion.ts";
import {
  fitView,
  interpolateViews,
  limitView,
  panBy,
  type Size,
  toMap,
  toScreen,
  type View,
  zoomAt,
} from "./view.ts";

/** The view of a normalized map, with animations. */
export interface ViewController {
  /** The current view. */
  readonly view: View;
  /** The size of the plot. */
  readonly size: Size;
  /** The scale of the view that shows the whole map, in pixels for each unit. */
  readonly fitScale: number;
  /** The current scale, relative to `fitScale`. */
  readonly zoomLevel: number;
  /** Moves the map by pixels. */
  pan(right: number, down: number): void;
  /** Scales the map: at once around a position, or with an animation around the middle. */
  zoom(factor: number, at?: readonly [left: number, top: number]): void;
  /** Shows the whole map, with an animation. */
  fit(): void;
  /** Moves a position of the map into the middle with an animation, unless it is visible. */
  reveal(x: number, y: number): void;
  /** Changes the size, and keeps the middle and the zoom level. */
  resize(size: Size): void;
  /** Computes the view at a time; returns false when the animation has ended. */
  advance(time: number): boolean;
  /** The position of the map in the middle of the screen. */
  middle(): [x: number, y: number];
}

/** The margin around the whole map, in pixels. */
const MARGIN = 26;
/** The duration of an animation, in milliseconds. */
const DURATION = 220;
/** The bounds of a normalized map. */
const WHOLE = { left: -1, bottom: -1, right: 1, top: 1 } as const;

/**
 * Makes a controller whose view shows the whole map.
 *
 * @param onChange Called when the view changes; `isWhole` is true when it shows the whole map.
 * @param isAnimated Returns false where the user prefers less motion.
 * @param now The clock of `advance`, in milliseconds.
 */
export function createViewController(
  onChange: (isWhole: boolean) => void,
  isAnimated: () => boolean,
  now: () => number = () => performance.now(),
): ViewController {
  let size: Size = { width: 1, height: 1 };
  let view: View = fitView(WHOLE, size, MARGIN);
  let animation: { from: View; to: View; start: number } | undefined;
  const fitted = () => fitView(WHOLE, size, MARGIN);
  const middle = () => [size.width / 2, size.height / 2] as const;

  function setView(next: View): void {
    view = limitView(next, WHOLE, size, MARGIN);
    onChange(Math.abs(viewController.zoomLevel - 1) < 0.02);
  }
  function animateTo(to: View): void {
    const from = view;
    setView(to);
    if (!isAnimated()) return;
    animation = { from, to: view, start: now() };
    view = from;
  }

  const viewController: ViewController = {
    get view() {
      return view;
    },
    get size() {
      return size;
    },
    get fitScale() {
      return fitted().scale;
    },
    get zoomLevel() {
      return view.scale / fitted().scale;
    },

    pan(right, down) {
      animation = undefined;
      setView(panBy(view, right, down));
    },
    zoom(factor, at) {
      const from = animation?.to ?? view;
      animation = undefined;
      if (at) setView(zoomAt(view, factor, ...at));
      else animateTo(zoomAt(from, factor, ...middle()));
    },
    fit: () => animateTo(fitted()),
    reveal(x, y) {
      const [left, top] = toScreen(view, x, y);
      const isVisible = left > MARGIN && top > MARGIN && left < size.width - MARGIN &&
        top < size.height - MARGIN;
      if (isVisible) return;
      const [toLeft, toTop] = middle();
      animateTo(panBy(view, toLeft - left, toTop - top));
    },
    resize(next) {
      const { zoomLevel } = viewController;
      const [x, y] = viewController.middle();
      size = next;
      const resized = zoomAt(fitted(), zoomLevel, ...middle());
      const [left, top] = toScreen(resized, x, y);
      const [toLeft, toTop] = middle();
      setView(panBy(resized, toLeft - left, toTop - top));
    },
    advance(time) {
      if (!animation) return false;
      const fraction = Math.min(1, (time - animation.start) / DURATION);
      view = interpolateViews(animation.from, animation.to, easeInOut(fraction), size);
      if (fraction === 1) animation = undefined;
      return animation !== undefined;
    },
    middle: () => toMap(view, ...middle()),
  };
  return viewController;
}
