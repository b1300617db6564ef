// This module is browser compatible.
import { createDrawing, type Drawing, DRAWING_SIDE } from "./drawing.ts";

/** How far an arrow key moves the pen, in the drawing's pixels. */
const KEY_STEP = 7;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};

/** A drawing, and how one draws it: by mouse, finger, pen or keys. */
export interface Board {
  readonly drawing: Drawing;
  /** Where the keys have the pen, and whether it is down; `undefined` before a key was pressed. */
  readonly cursor: { readonly x: number; readonly y: number; readonly down: boolean } | undefined;
}

/**
 * Makes an element a drawing board. Arrow keys move the pen, the space bar sets it down and lifts
 * it; Ctrl-Z undoes.
 *
 * @param surface The element that is drawn on; a square.
 * @param onChange Called after each change of the drawing.
 * @param signal Ends it.
 */
export function createBoard(
  surface: HTMLElement,
  onChange: () => void,
  signal: AbortSignal,
): Board {
  const drawing = createDrawing();
  let cursor: { x: number; y: number; down: boolean } | undefined;
  const at = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const { left, top, width, height } = surface.getBoundingClientRect();
    return [
      (clientX - left) * DRAWING_SIDE / width,
      (clientY - top) * DRAWING_SIDE / height,
    ];
  };
  let drawsWith: number | undefined;
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drawsWith !== undefined) return;
    drawsWith = event.pointerId;
    surface.setPointerCapture(event.pointerId);
    cursor = undefined;
    drawing.begin(...at(event));
    onChange();
  }, { signal });
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drawsWith) return;
    // A browser hands several positions over at once; the line follows each of them.
    const positions = event.getCoalescedEvents?.() ?? [];
    for (const position of positions.length > 0 ? positions : [event]) {
      drawing.extend(...at(position));
    }
    onChange();
  }, { signal });
  for (const type of ["pointerup", "pointercancel"] as const) {
    surface.addEventListener(type, (event) => {
      if (event.pointerId === drawsWith) drawsWith = undefined;
    }, { signal });
  }
  surface.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) drawing.undo();
    else if (event.key === " ") {
      cursor ??= { x: DRAWING_SIDE / 2, y: DRAWING_SIDE / 2, down: false };
      cursor.down = !cursor.down;
      if (cursor.down) drawing.begin(cursor.x, cursor.y);
    } else if (arrow) {
      cursor ??= { x: DRAWING_SIDE / 2, y: DRAWING_SIDE / 2, down: false };
      cursor.x = Math.min(DRAWING_SIDE, Math.max(0, cursor.x + arrow[0]));
      cursor.y = Math.min(DRAWING_SIDE, Math.max(0, cursor.y + arrow[1]));
      if (cursor.down) drawing.extend(cursor.x, cursor.y);
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
