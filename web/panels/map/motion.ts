// This module is browser compatible.

/** An animation that moves points to new positions. */
export interface Motion {
  /** The current positions, [count, 2]. */
  readonly positions: Float32Array;
  /** Moves the points to a target in some milliseconds from `now`; 0 moves them at once. */
  moveTo(target: Float32Array, milliseconds: number, now: number, ease?: boolean): void;
  /** Computes the positions at a time; returns false when the points have arrived. */
  advance(now: number): boolean;
}

/**
 * Makes an animation.
 *
 * @param start The first positions, [count, 2].
 */
export function createMotion(start: Float32Array): Motion {
  const positions = start.slice();
  let from = start, target = start, startTime = 0, duration = 0, eased = false;
  return {
    positions,
    moveTo(to, milliseconds, now, ease = false) {
      from = positions.slice();
      target = to, startTime = now, duration = milliseconds, eased = ease;
      if (milliseconds === 0) positions.set(to);
    },
    advance(now) {
      if (target === from) return false;
      const fraction = duration > 0 ? Math.min(1, Math.max(0, (now - startTime) / duration)) : 1;
      const part = eased ? easeInOut(fraction) : fraction;
      for (let i = 0; i < positions.length; i++) {
        positions[i] = from[i]! + (target[i]! - from[i]!) * part;
      }
      if (fraction < 1) return true;
      positions.set(target);
      target = from;
      return false;
    },
  };
}

/** Cubic easing: slow at both ends. */
export function easeInOut(share: number): number {
  return share < 0.5 ? 4 * share * share * share : 1 - 4 * (1 - share) * (1 - share) * (1 - share);
}
