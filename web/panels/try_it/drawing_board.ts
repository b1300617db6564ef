// This module is browser compatible.
import { createDrawing, type Drawing, DRAWING_SIDE } from "./drawing.ts";

/** The distance that an arrow key moves the pen, in the drawing's pixels. */
const KEY_STEP = 7;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};

/** The pen of a user who draws with keys. */
export interface KeyCursor {
  readonly x: number;
  readonly y: number;
  /** True while the pen draws. */
  readonly isDown: boolean;
}

/** A drawing that the user makes with mouse, finger, pen or keys. */
export interface DrawingBoard {
  readonly drawing: Drawing;
  /** The pen that keys move; `undefined` before a key is pressed. */
  readonly cursor: KeyCursor | undefined;
}

/**
 * Lets the user draw on an element. Arrow keys move the pen, the space bar puts it down and lifts
 * it, and Ctrl-Z undoes the last line.
 *
 * @param surface The element that the user draws on; a square.
 * @param onChange Called after each change of the drawing.
 * @param signal Removes the listeners.
 */
export function createDrawingBoard(
  surface: HTMLElement,
  onChange: () => void,
  signal: AbortSignal,
): DrawingBoard {
  const drawing = createDrawing();
  let cursor: { x: number; y: number; isDown: boolean } | undefined;
  const positionOf = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const { left, top, width, height } = surface.getBoundingClientRect();
    return [
      (clientX - left) * DRAWING_SIDE / width,
      (clientY - top) * DRAWING_SIDE / height,
    ];
  };
  /** The pointer that draws. */
  let pointerId: number | undefined;
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pointerId !== undefined) return;
    pointerId = event.pointerId;
    surface.setPointerCapture(event.pointerId);
    cursor = undefined;
    drawing.begin(...positionOf(event));
    onChange();
  }, { signal });
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointerId) return;
    // An event may contain several positions; the line goes through all of them.
    const positions = event.getCoalescedEvents?.() ?? [];
    for (const position of positions.length > 0 ? positions : [event]) {
      drawing.extend(...positionOf(position));
    }
    onChange();
  }, { signal });
  for (const type of ["pointerup", "pointercancel"] as const) {
    surface.addEventListener(type, (event) => {
      if (event.pointerId === pointerId) pointerId = undefined;
    }, { signal });
  }
  surface.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) drawing.undo();
    else if (event.key === " ") {
      cursor ??= { x: DRAWING_SIDE / 2, y: DRAWING_SIDE / 2, isDown: false };
      cursor.isDown = !cursor.isDown;
      if (cursor.isDown) drawing.begin(cursor.x, cursor.y);
    } else if (arrow) {
      cursor ??= { x: DRAWING_SIDE / 2, y: DRAWING_SIDE / 2, isDown: false };
      cursor.x = Math.min(DRAWING_SIDE, Math.max(0, cursor.x + arrow[0]));
      cursor.y = Math.min(DRAWING_SIDE, Math.max(0, cursor.y + arrow[1]));
      if (cursor.isDown) drawing.extend(cursor.x, cursor.y);
    } else return;
    event.preventDefault();
    onChange();
  }, { signal });
  return {
    drawing,
    get cursor() {
      return cursor;
    },
  };
}
