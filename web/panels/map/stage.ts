// This module is browser compatible.
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { readPalette } from "../palette.ts";
import { type ClassName, placeNames } from "./class_names.ts";
import { dotRadius } from "./dot_radius.ts";
import { createDots } from "./dots.ts";
import { type Gestures, listenToGestures } from "./gestures.ts";
import { drawMarks, drawThumbnails, type Marks, type Scene } from "./marks.ts";
import { createMotion } from "./motion.ts";
import { nextPoint } from "./next_point.ts";
import { createPointGrid, type PointGrid } from "./point_grid.ts";
import { createStamps } from "./stamps.ts";
import { toMap, toScreen } from "./view.ts";
import { createViewpoint } from "./viewpoint.ts";

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
  /** Where a point is drawn, in CSS pixels. */
  placeOf(point: number): [left: number, top: number];
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

/** How far from a dot a pointer still means it, in CSS pixels; a finger is wider. */
const REACH = 14;
/** How far from the middle a point is still picked, in the map's units: anywhere. */
const ANYWHERE = 4;
/** From so much closer than the whole map on, images take the place of dots. */
const IMAGES_FROM = 4;

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
  const { positions } = motion;
  let ratio = 1;
  let shown: readonly boolean[] = classes.map(() => true);
  let marks: Marks = { names: [], neighbours: [] };
  let names: ClassName[] = [];
  let grid: PointGrid | undefined;
  let palette = readPalette();
  const stamps = createStamps(cast.image, palette.ink);
  let frame = 0;
  let moving = false;

  const viewpoint = createViewpoint(
    (whole) => {
      events.view(whole);
      // One finger scrolls the page while all of the map is in sight, and moves the map where it is
      // not.
      surface.style.touchAction = whole ? "pan-y" : "none";
      redraw();
    },
    () => !matchMedia("(prefers-reduced-motion: reduce)").matches,
  );
  const classColour = (label: number) =>
    shown[label] ? palette.classes[label % palette.classes.length] : undefined;
  const colourOf = (point: number) => classColour(labels[point]!);
  const isShown = (point: number) => shown[labels[point]!]!;
  const gridNow = () => grid ??= createPointGrid(positions);
  const showsImages = () => viewpoint.closeness >= IMAGES_FROM && !moving;
  const placeOf = (point: number) =>
    toScreen(viewpoint.view, positions[2 * point]!, positions[2 * point + 1]!);
  const nameClasses = () => {
    if (!moving) names = placeNames(positions, labels, classes, shown, viewpoint.size);
  };

  function draw(now: number): void {
    frame = 0;
    if (moving) {
      moving = motion.advance(now);
      dots.move(positions);
      grid = undefined;
      if (!moving) {
        nameClasses();
        pointAt(lastHover);
      }
    }
    const flying = viewpoint.advance(now);
    const { view, size, wholeScale, closeness } = viewpoint;
    const radius = dotRadius(count, wholeScale, closeness);
    dots.draw(view, radius);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, size.width, size.height);
    const scene: Scene = { view, size, positions, palette, radius, colourOf };
    if (showsImages()) drawThumbnails(pen, scene, gridNow(), stamps.of);
    const named = moving || showsImages() ? [] : names;
    drawMarks(pen, scene, { ...marks, names: named });
    const isBehind = stamps.nextFrame();
    if (moving || flying || isBehind) redraw();
  }
  function redraw(): void {
    if (frame === 0 && !signal.aborted) frame = requestAnimationFrame(draw);
  }

  const pointNear = (at: readonly [number, number]) => {
    const [x, y] = toMap(viewpoint.view, ...at);
    const found = gridNow().nearest(x, y, REACH / viewpoint.view.scale, isShown);
    return found < 0 ? undefined : found;
  };
  let lastHover: readonly [number, number] | undefined;
  function pointAt(at: readonly [number, number] | undefined): void {
    lastHover = at;
    const point = at && !moving ? pointNear(at) : undefined;
    if (point !== marks.hovered || point !== undefined) {
      events.hover(point, point === undefined ? [0, 0] : placeOf(point));
    }
    if (point === marks.hovered) return;
    marks = { ...marks, hovered: point };
    surface.style.cursor = point === undefined ? "" : "pointer";
    redraw();
  }

  const gestures: Gestures = {
    pan: viewpoint.pan,
    zoom: viewpoint.zoom,
    fit: viewpoint.fit,
    hover: pointAt,
    tap: (at) => events.select(pointNear(at)),
    step(...direction) {
      if (marks.selected === undefined) return gestures.pick();
      const next = nextPoint(marks.selected, {
        grid: gridNow(),
        positions,
        direction,
        allowed: isShown,
      });
      if (next !== undefined) events.select(next);
    },
    pick() {
      const found = gridNow().nearest(...viewpoint.middle(), ANYWHERE, isShown);
      if (found >= 0) events.select(found);
    },
    clear: () => events.select(undefined),
  };
  listenToGestures(surface, gestures, signal);

  const observer = new ResizeObserver(() => {
    const { width, height } = place.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    ratio = Math.min(2, devicePixelRatio);
    dots.resize({ width, height }, ratio);
    markCanvas.width = Math.round(width * ratio);
    markCanvas.height = Math.round(height * ratio);
    viewpoint.resize({ width, height });
    nameClasses();
  });
  observer.observe(place);
  const repaint = () => {
    palette = readPalette();
    stamps.clear(palette.ink);
    dots.paint(labels, classes.map((_, label) => classColour(label)), palette.surface);
    redraw();
  };
  dots.move(positions);
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
    positions,
    placeOf,
    show(target, milliseconds, ease) {
      motion.send(target, milliseconds, performance.now(), ease);
      moving = true;
      pointAt(undefined);
      redraw();
    },
    showClasses(next) {
      shown = next;
      nameClasses();
      repaint();
    },
    mark(more) {
      marks = { ...marks, ...more };
      redraw();
    },
    reveal: viewpoint.reveal,
    zoom: (factor) => viewpoint.zoom(factor),
    fit: viewpoint.fit,
  };
}
