// This module is browser compatible.

import type { Slot } from "./slot.ts";

/** One iteration of a loop, or the graph outside of all loops; it holds what nodes computed. */
export class Frame {
  readonly #slots = new Map<string, Slot[]>();
  /** Loops that were entered from here, by name. */
  readonly #inner = new Map<string, Frame>();
  /** The frame around the loop. */
  readonly outer: Frame | undefined;
  /** Number of the iteration. */
  readonly iteration: number;
  #next: Frame | undefined;

  constructor(outer?: Frame, iteration = 0) {
    this.outer = outer;
    this.iteration = iteration;
  }

  /** The first iteration of a loop inside this frame. */
  enter(loop: string): Frame {
    const inner = this.#inner.get(loop) ?? new Frame(this);
    this.#inner.set(loop, inner);
    return inner;
  }

  /** The next iteration of this loop. */
  next(): Frame {
    return this.#next ??= new Frame(this.outer, this.iteration + 1);
  }

  /** The results of a node in this frame or, for those that do not change in a loop, around it. */
  find(node: string): readonly Slot[] | undefined {
    return this.#slots.get(node) ?? this.outer?.find(node);
  }

  /** Keeps what a node computed. */
  set(node: string, slots: Slot[]): void {
    this.#slots.set(node, slots);
  }
}
