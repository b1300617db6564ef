// This module is browser compatible.
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";
import { readPalette } from "../palette.ts";
import { type ClassName, placeNames } from "./class_names.ts";
import { createDots } from "./dots.ts";
import { type Gestures, listenToGestures } from "./gestures.ts";
import { drawMarks, drawThumbnails, type Marks, type Scene } from "./marks.ts";
import { createMotion, easeInOut } from "./motion.ts";
import { createPointGrid, type PointGrid } from "./point_grid.ts";
import {
  between,
  fitView,
  keepInSight,
  panBy,
  toMap,
  toScreen,
  type View,
  zoomAt,
} from "./view.ts";

/** What a stage shows. */
export interface Cast {
  /** [count]: the class of each point. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** [28, 28]: the image of a point. */
  readonly image: (point: number) => Uint8Array;
}

/** What a reader does on a stage. */
export interface StageEvents {
  /** A point is below the pointer, at a place in CSS pixels; or none. */
  hover(point: number | undefined, at: readonly [left: number, top: number]): void;
  /** A point was selected, or none. */
  select(point: number | undefined): void;
  /** The view changed: whether the whole map is shown. */
  view(whole: boolean): void;
}

/** The part of the map's panel that is drawn: dots, names, rings. */
export interface Stage {
  /** The element that takes the focus, pointers and keys. */
  readonly surface: HTMLElement;
  /** Which renderer draws the dots. */
  readonly renderer: "canvas" | "webgl";
  /** [count, 2], normalized: where the points are now. */
  readonly positions: Float32Array;
  /** Sends the points to their places, in so many milliseconds. */
  show(positions: Float32Array, milliseconds: number, ease?: boolean): void;
  /** Shows classes and hides others. */
  showClasses(shown: readonly boolean[]): void;
  /** Marks points and the user's picture. */
  mark(marks: Partial<Omit<Marks, "names" | "hovered">>): void;
  /** Brings a place of the map into sight, where it is not. */
  reveal(x: number, y: number): void;
  /** What the buttons do. */
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
}

/** Pixels around the whole map. */
const MARGIN = 26;
/** How far from a dot a pointer still means it, in CSS pixels; a finger is wider. */
const REACH = 14;
/** Milliseconds of a step of zooming by buttons and keys. */
const GLIDE = 220;
/** From so much closer than the whole map on, images take the place of dots. */
const IMAGES_FROM = 4;
/** The share of the map that all dots would cover side by side. */
const COVERED = 0.2;
const RADIUS = { least: 1.1, most: 5 };
const WHOLE = { left: -1, bottom: -1, right: 1, top: 1 } as const;

/** Builds a stage into an element, which gives it its size. */
export function createStage(
  place: HTMLElement,
  cast: Cast,
  events: StageEvents,
  signal: AbortSignal,
): Stage {
  const { labels, classes } = cast;
  const count = labels.length;
  const dotCanvas = element("canvas", { class: "dots", "aria-hidden": "true" });
  const markCanvas = element("canvas", { class: "marks", "aria-hidden": "true" });
  const surface = element("div", {
    class: "surface",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "map",
  });
  place.append(dotCanvas, markCanvas, surface);
  const pen = markCanvas.getContext("2d")!;
  const dots = createDots(dotCanvas, count, () => redraw());
  const motion = createMotion(new Float32Array(2 * count));
  let size = { width: 1, height: 1 }, ratio = 1;
  let view: View = fitView(WHOLE, size, MARGIN);
  let flight: { from: View; to: View; began: number } | undefined;
  let shown: readonly boolean[] = classes.map(() => true);
  let marks: Marks = { names: [], neighbours: [] };
  let names: ClassName[] = [];
  let grid: PointGrid | undefined;
  let palette = readPalette();
  let frame = 0;
  let moving = false;
  const stamps = new Map<number, HTMLCanvasElement>();

  const wholeScale = () => fitView(WHOLE, size, MARGIN).scale;
  const closeness = () => view.scale / wholeScale();
  const classColour = (label: number) =>
    shown[label] ? palette.classes[label % palette.classes.length] : undefined;
  const colourOf = (point: number) => classColour(labels[point]!);
  const gridNow = () => grid ??= createPointGrid(motion.positions);
  const showsImages = () => closeness() >= IMAGES_FROM && !moving;
  const stampOf = (point: number) => {
    const known = stamps.get(point);
    if (known) return known;
    const made = element("canvas");
    drawGarment(made, cast.image(point));
    if (stamps.size > 2000) stamps.clear();
    stamps.set(point, made);
    return made;
  };

  function draw(now: number): void {
    frame = 0;
    if (moving) {
      moving = motion.advance(now);
      dots.move(motion.positions);
      grid = undefined;
      if (!moving) {
        names = placeNames(motion.positions, labels, classes, shown, size);
        pointAt(lastHover);
      }
    }
    if (flight) {
      const share = Math.min(1, (now - flight.began) / GLIDE);
      view = between(flight.from, flight.to, easeInOut(share), size);
      if (share === 1) flight = undefined;
    }
    const area = 4 * wholeScale() * wholeScale();
    const wish = Math.sqrt(COVERED * area / (Math.PI * Math.max(1, count)));
    const radius = Math.min(RADIUS.most, Math.max(RADIUS.least, wish) * closeness() ** 0.4);
    dots.draw(view, radius);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, size.width, size.height);
    const { positions } = motion;
    const scene: Scene = { view, size, positions, palette, radius, colourOf };
    if (showsImages()) drawThumbnails(pen, scene, gridNow(), stampOf);
    const named = moving || showsImages() ? [] : names;
    drawMarks(pen, scene, { ...marks, names: named });
    if (moving || flight) redraw();
  }
  function redraw(): void {
    if (frame === 0 && !signal.aborted) frame = requestAnimationFrame(draw);
  }
  function look(next: View): void {
    view = keepInSight(next, WHOLE, size, MARGIN);
    const whole = Math.abs(closeness() - 1) < 0.02;
    events.view(whole);
    // One finger scrolls the page while all of the map is in sight, and moves the map where it is not.
    surface.style.touchAction = whole ? "pan-y" : "none";
    redraw();
  }
  function fly(to: View): void {
    const from = view;
    look(to);
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (reduced) return;
    flight = { from, to: view, began: performance.now() };
    view = from;
  }

  const isShown = (point: number) => shown[labels[point]!]!;
  const pointNear = (at: readonly [number, number]) => {
    const [x, y] = toMap(view, ...at);
    const found = gridNow().nearest(x, y, REACH / view.scale, isShown);
    return found < 0 ? undefined : found;
  };
  let lastHover: readonly [number, number] | undefined;
  function pointAt(at: readonly [number, number] | undefined): void {
    lastHover = at;
    const point = at && !moving ? pointNear(at) : undefined;
    if (point !== marks.hovered || point !== undefined) {
      const [left, top] = point === undefined
        ? [0, 0]
        : toScreen(view, motion.positions[2 * point]!, motion.positions[2 * point + 1]!);
      events.hover(point, [left, top]);
    }
    if (point === marks.hovered) return;
    marks = { ...marks, hovered: point };
    surface.style.cursor = point === undefined ? "" : "pointer";
    redraw();
  }

  const middle = () => [size.width / 2, size.height / 2] as const;
  const gestures: Gestures = {
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
    fit: () => fly(fitView(WHOLE, size, MARGIN)),
    hover: pointAt,
    tap: (at) => events.select(pointNear(at)),
    step(right, down) {
      const next = nextInDirection(right, down);
      if (next !== undefined) events.select(next);
    },
    pick() {
      const [x, y] = toMap(view, ...middle());
      const found = gridNow().nearest(x, y, 4, isShown);
      if (found >= 0) events.select(found);
    },
    clear: () => events.select(undefined),
  };
  listenToGestures(surface, gestures, signal);

  /** The nearest point within the quarter that an arrow points into, from the selected point. */
  function nextInDirection(right: number, down: number): number | undefined {
    if (marks.selected === undefined) return void gestures.pick();
    const { positions } = motion;
    const x = positions[2 * marks.selected]!, y = positions[2 * marks.selected + 1]!;
    const ahead = (point: number) => {
      const along = (positions[2 * point]! - x) * right - (positions[2 * point + 1]! - y) * down;
      const aside = (positions[2 * point]! - x) * down + (positions[2 * point + 1]! - y) * right;
      return along > 0 && Math.abs(aside) <= along && isShown(point);
    };
    const found = gridNow().nearest(x, y, 4, ahead);
    return found < 0 ? undefined : found;
  }

  const observer = new ResizeObserver(() => {
    const { width, height } = place.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    const scale = closeness();
    const [x, y] = toMap(view, ...middle());
    size = { width, height };
    ratio = Math.min(2, devicePixelRatio);
    dots.resize(size, ratio);
    markCanvas.width = Math.round(width * ratio);
    markCanvas.height = Math.round(height * ratio);
    const fitted = fitView(WHOLE, size, MARGIN);
    const resized = zoomAt(fitted, scale, ...middle());
    const [left, top] = toScreen(resized, x, y);
    look(panBy(resized, middle()[0] - left, middle()[1] - top));
    if (!moving) names = placeNames(motion.positions, labels, classes, shown, size);
  });
  observer.observe(place);
  const repaint = () => {
    stamps.clear();
    palette = readPalette();
    dots.paint(labels, classes.map((_, label) => classColour(label)), palette.surface);
    redraw();
  };
  dots.move(motion.positions);
  onThemeChange(repaint, signal);
  repaint();
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    dots.close();
  });

  return {
    surface,
    renderer: dots.kind,
    positions: motion.positions,
    show(target, milliseconds, ease) {
      motion.send(target, milliseconds, performance.now(), ease);
      moving = true;
      pointAt(undefined);
      redraw();
    },
    showClasses(next) {
      shown = next;
      if (!moving) names = placeNames(motion.positions, labels, classes, shown, size);
      repaint();
    },
    mark(more) {
      marks = { ...marks, ...more };
      redraw();
    },
    reveal(x, y) {
      const [left, top] = toScreen(view, x, y);
      const inside = left > MARGIN && top > MARGIN && left < size.width - MARGIN &&
        top < size.height - MARGIN;
      if (inside) return;
      fly(panBy(view, size.width / 2 - left, size.height / 2 - top));
    },
    zoom: (factor) => gestures.zoom(factor),
    fit: () => gestures.fit(),
  };
}
