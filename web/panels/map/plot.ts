// This module is browser compatible.
import { onThemeChange } from "../../theme.ts";
import { type ClassName, placeNames } from "./class_names.ts";
import { type Gestures, listenToGestures } from "./gestures.ts";
import { createMotion } from "./motion.ts";
import { nextPoint } from "./next_point.ts";
import type { Overlay } from "./overlay.ts";
import { createPlotLayers } from "./plot_layers.ts";
import { createPointGrid, type PointGrid } from "./point_grid.ts";
import type { Points } from "./points.ts";
import { toMap, toScreen } from "./view.ts";
import { createViewController } from "./view_controller.ts";

/** The events of a plot. */
export interface PlotEvents {
  /** The pointer is over a point, drawn at `at` in CSS pixels; or over none. */
  hover(point: number | undefined, at: readonly [left: number, top: number]): void;
  /** The user selected a point, or cleared the selection. */
  select(point: number | undefined): void;
  /** The view changed; `isWhole` is true when it shows the whole map. */
  view(isWhole: boolean): void;
}

/** The plot of a map: dots, class names and rings, which the user can pan and zoom. */
export interface Plot {
  /** The element that receives focus, pointers and keys. */
  readonly surface: HTMLElement;
  /** The renderer of the dots. */
  readonly renderer: "canvas" | "webgl";
  /** The current positions of the points, [count, 2], normalized. */
  readonly positions: Float32Array;
  /** The position of a point in CSS pixels. */
  placeOf(point: number): [left: number, top: number];
  /** Moves the points to new positions in some milliseconds. */
  show(positions: Float32Array, milliseconds: number, ease?: boolean): void;
  /** Shows some classes and hides the others. */
  showClasses(shown: readonly boolean[]): void;
  /** Marks points and the user's picture. */
  mark(marks: Partial<Omit<Overlay, "names" | "hovered">>): void;
  /** Moves a position of the map into view, if it is outside. */
  reveal(x: number, y: number): void;
  readonly zoom: (factor: number) => void;
  /** Shows the whole map. */
  readonly fit: () => void;
}

/** The largest distance between the pointer and a dot under it, in CSS pixels. */
const REACH = 14;
/** A distance larger than a normalized map. */
const ANYWHERE = 4;
/** The zoom level from which on images replace dots. */
const THUMBNAIL_ZOOM = 4;

/** Builds a plot that fills an element. */
export function createPlot(
  place: HTMLElement,
  points: Points,
  events: PlotEvents,
  signal: AbortSignal,
): Plot {
  const { labels, classes } = points;
  const layers = createPlotLayers(place, points, redraw);
  const { surface } = layers;
  const motion = createMotion(new Float32Array(2 * labels.length));
  const { positions } = motion;
  let shown: readonly boolean[] = classes.map(() => true);
  let overlay: Overlay = { names: [], neighbours: [] };
  let names: readonly ClassName[] = [];
  let grid: PointGrid | undefined;
  let request = 0;
  let isMoving = false;

  const viewController = createViewController(
    (isWhole) => {
      events.view(isWhole);
      // One finger scrolls the page while the whole map is visible; else it moves the map.
      surface.style.touchAction = isWhole ? "pan-y" : "none";
      redraw();
    },
    () => !matchMedia("(prefers-reduced-motion: reduce)").matches,
  );
  const isShown = (point: number) => shown[labels[point]!]!;
  const currentGrid = () => grid ??= createPointGrid(positions);
  const placeOf = (point: number) =>
    toScreen(viewController.view, positions[2 * point]!, positions[2 * point + 1]!);
  const updateNames = () => {
    if (!isMoving) names = placeNames(positions, labels, classes, shown, viewController.size);
  };

  function draw(now: number): void {
    request = 0;
    if (isMoving) {
      isMoving = motion.advance(now);
      layers.move(positions);
      grid = undefined;
      if (!isMoving) {
        updateNames();
        hover(lastHover);
      }
    }
    const isAnimating = viewController.advance(now);
    const { view, size, fitScale, zoomLevel } = viewController;
    const hasThumbnails = zoomLevel >= THUMBNAIL_ZOOM && !isMoving;
    const isIncomplete = layers.draw({
      ...{ view, size, fitScale, zoomLevel, positions },
      overlay: { ...overlay, names: isMoving || hasThumbnails ? [] : names },
      thumbnails: hasThumbnails ? currentGrid() : undefined,
    });
    if (isMoving || isAnimating || isIncomplete) redraw();
  }
  function redraw(): void {
    if (request === 0 && !signal.aborted) request = requestAnimationFrame(draw);
  }

  const pointNear = (at: readonly [number, number]) => {
    const { view } = viewController;
    const found = currentGrid().nearest(...toMap(view, ...at), REACH / view.scale, isShown);
    return found < 0 ? undefined : found;
  };
  let lastHover: readonly [number, number] | undefined;
  function hover(at: readonly [number, number] | undefined): void {
    lastHover = at;
    const point = at && !isMoving ? pointNear(at) : undefined;
    if (point !== overlay.hovered || point !== undefined) {
      events.hover(point, point === undefined ? [0, 0] : placeOf(point));
    }
    if (point === overlay.hovered) return;
    overlay = { ...overlay, hovered: point };
    surface.style.cursor = point === undefined ? "" : "pointer";
    redraw();
  }

  const gestures: Gestures = {
    pan: viewController.pan,
    zoom: viewController.zoom,
    fit: viewController.fit,
    hover,
    tap: (at) => events.select(pointNear(at)),
    step(...direction) {
      if (overlay.selected === undefined) return gestures.pick();
      const options = { grid: currentGrid(), positions, direction, allowed: isShown };
      const next = nextPoint(overlay.selected, options);
      if (next !== undefined) events.select(next);
    },
    pick() {
      const found = currentGrid().nearest(...viewController.middle(), ANYWHERE, isShown);
      if (found >= 0) events.select(found);
    },
    clear: () => events.select(undefined),
  };
  listenToGestures(surface, gestures, signal);

  const observer = new ResizeObserver(() => {
    const { width, height } = place.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    layers.resize({ width, height });
    viewController.resize({ width, height });
    updateNames();
  });
  observer.observe(place);
  const repaint = () => {
    layers.paint(shown);
    redraw();
  };
  layers.move(positions);
  onThemeChange(repaint, signal);
  repaint();
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(request);
    observer.disconnect();
    layers.close();
  });

  return {
    surface,
    renderer: layers.renderer,
    positions,
    placeOf,
    show(target, milliseconds, ease) {
      motion.moveTo(target, milliseconds, performance.now(), ease);
      isMoving = true;
      hover(undefined);
      redraw();
    },
    showClasses(next) {
      shown = next;
      updateNames();
      repaint();
    },
    mark(marks) {
      overlay = { ...overlay, ...marks };
      redraw();
    },
    reveal: viewController.reveal,
    zoom: (factor) => viewController.zoom(factor),
    fit: viewController.fit,
  };
}
