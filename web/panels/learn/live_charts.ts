// This module is browser compatible.
import { themeName } from "../../theme.ts";
import { drawCharts, type Point } from "./charts.ts";

/** The curves of loss and accuracy, drawn again as points are added. */
export interface LiveCharts {
  /** Adds the scores of the last steps. A point at the same epoch replaces the one before. */
  addTrained(point: Point): void;
  /** Adds the scores of the held-out images after an epoch. */
  addHeldOut(point: Point): void;
  /** The last scores of the held-out images. */
  readonly lastHeldOut: Point | undefined;
  /** Removes all points. The old curves stay until there are two new ones. */
  clear(): void;
  /** Draws the curves with the next frame, once for any number of calls. */
  draw(): void;
}

/** Makes charts in two elements. */
export function createLiveCharts(lossPlace: HTMLElement, accuracyPlace: HTMLElement): LiveCharts {
  let trained: Point[] = [], heldOut: Point[] = [];
  let isScheduled = false;
  const draw = () => {
    if (isScheduled || trained.length < 2) return;
    isScheduled = true;
    requestAnimationFrame(() => {
      isScheduled = false;
      const { loss, accuracy } = drawCharts(trained, heldOut, themeName(), lossPlace.clientWidth);
      lossPlace.innerHTML = loss;
      accuracyPlace.innerHTML = accuracy;
    });
  };
  return {
    addTrained(point) {
      if (trained.at(-1)?.epoch === point.epoch) trained.pop();
      trained.push(point);
      draw();
    },
    addHeldOut(point) {
      heldOut.push(point);
      draw();
    },
    get lastHeldOut() {
      return heldOut.at(-1);
    },
    clear() {
      trained = [], heldOut = [];
    },
    draw,
  };
}
