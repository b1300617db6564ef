// This module is browser compatible.

/** The actions of the user on a map. Positions are in CSS pixels from its top left corner. */
export interface Gestures {
  /** Moves the map by pixels. */
  pan(right: number, down: number): void;
  /** Scales the map around a position, or around its middle. */
  zoom(factor: number, at?: readonly [left: number, top: number]): void;
  /** Shows the whole map. */
  fit(): void;
  /** The pointer moved to a position, or left the map. */
  hover(at: readonly [left: number, top: number] | undefined): void;
  /** A tap or click. */
  tap(at: readonly [left: number, top: number]): void;
  /** Selects the next point in a direction: each argument is -1, 0 or 1. */
  step(right: number, down: number): void;
  /** Selects the point nearest to the middle. */
  pick(): void;
  /** Clears the selection. */
  clear(): void;
}

/** The largest movement of a pointer during a tap, in pixels. */
const TAP_SLOP = 5;
/** The pixels and the zoom factor of one press of a key. */
const KEY_PAN = 60, KEY_ZOOM = 1.4;
/**
 * The zoom for each pixel of a wheel. The pinch of a trackpad is a wheel event with the control
 * key.
 */
const WHEEL = 0.0022, PINCH = 0.011;

const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Listens to pointers, wheel and keys of an element. The wheel zooms only where the element has the
 * focus or the control key is down; otherwise it scrolls the page.
 */
export function listenToGestures(
  surface: HTMLElement,
  gestures: Gestures,
  signal: AbortSignal,
): void {
  const down = new Map<number, readonly [left: number, top: number]>();
  let travelled = 0;
  const placeOf = (event: MouseEvent): [left: number, top: number] => {
    const { left, top } = surface.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const listen = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
  ) => surface.addEventListener(type, listener, { signal, passive: false });

  listen("pointerdown", (event) => {
    if (event.button !== 0) return;
    surface.setPointerCapture(event.pointerId);
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, placeOf(event));
  });
  listen("pointermove", (event) => {
    const at = placeOf(event), before = down.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== "touch") gestures.hover(at);
      return;
    }
    const old = [...down.values()];
    down.set(event.pointerId, at);
    const now = [...down.values()];
    travelled += Math.hypot(at[0] - before[0], at[1] - before[1]);
    if (travelled < TAP_SLOP && now.length === 1) return;
    gestures.hover(undefined);
    const [from, to] = [middle(old), middle(now)];
    gestures.pan(to[0] - from[0], to[1] - from[1]);
    if (now.length > 1 && spread(old) > 0) gestures.zoom(spread(now) / spread(old), to);
  });
  const lift = (event: PointerEvent, tapped: boolean) => {
    if (!down.delete(event.pointerId) || !tapped) return;
    if (down.size === 0 && travelled < TAP_SLOP) gestures.tap(placeOf(event));
  };
  listen("pointerup", (event) => lift(event, true));
  listen("pointercancel", (event) => lift(event, false));
  listen("pointerleave", () => gestures.hover(undefined));
  listen("dblclick", (event) => gestures.zoom(2, placeOf(event)));
  listen("wheel", (event) => {
    const pinch = event.ctrlKey || event.metaKey;
    if (!pinch && document.activeElement !== surface) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
    gestures.zoom(Math.exp(-pixels * (pinch ? PINCH : WHEEL)), placeOf(event));
  });
  listen("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const act = arrow
      ? () =>
        event.shiftKey
          ? gestures.step(...arrow)
          : gestures.pan(-KEY_PAN * arrow[0], -KEY_PAN * arrow[1])
      : KEYS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act(gestures);
  });
}

const KEYS: Readonly<Record<string, (gestures: Gestures) => void>> = {
  "+": (gestures) => gestures.zoom(KEY_ZOOM),
  "=": (gestures) => gestures.zoom(KEY_ZOOM),
  "-": (gestures) => gestures.zoom(1 / KEY_ZOOM),
  "0": (gestures) => gestures.fit(),
  Home: (gestures) => gestures.fit(),
  Enter: (gestures) => gestures.pick(),
  " ": (gestures) => gestures.pick(),
  Escape: (gestures) => gestures.clear(),
};

function middle(places: (readonly [number, number])[]): [left: number, top: number] {
  const sum = places.reduce(([x, y], [left, top]) => [x + left, y + top] as const, [0, 0] as const);
  return [sum[0] / places.length, sum[1] / places.length];
}

function spread([first, second]: (readonly [number, number])[]): number {
  return first && second ? Math.hypot(first[0] - second[0], first[1] - second[1]) : 0;
}
