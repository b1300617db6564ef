// This module is browser compatible.

/** Points on their way from where they are to where they belong. */
export interface Motion {
  /** [count, 2]: where the points are now. */
  readonly positions: Float32Array;
  /** Sends them to other places, in so many milliseconds from `now`; 0 puts them there at once. */
  send(target: Float32Array, milliseconds: number, now: number, ease?: boolean): void;
  /** Moves them on to a time; returns whether they are still on their way. */
  advance(now: number): boolean;
}

/**
 * Lets points glide.
 *
 * @param start [count, 2].
 */
export function createMotion(start: Float32Array): Motion {
  const positions = start.slice();
  let from = start, target = start, began = 0, lasts = 0, eased = false;
  return {
    positions,
    send(to, milliseconds, now, ease = false) {
      from = positions.slice();
      target = to, began = now, lasts = milliseconds, eased = ease;
      if (milliseconds === 0) positions.set(to);
    },
    advance(now) {
      if (target === from) return false;
      const share = lasts > 0 ? Math.min(1, Math.max(0, (now - began) / lasts)) : 1;
      const part = eased ? easeInOut(share) : share;
      for (let i = 0; i < positions.length; i++) {
        positions[i] = from[i]! + (target[i]! - from[i]!) * part;
      }
      if (share < 1) return true;
      positions.set(target);
      target = from;
      return false;
    },
  };
}

/** Slow, fast, slow: a cubic. */
export function easeInOut(share: number): number {
  return share < 0.5 ? 4 * share * share * share : 1 - 4 * (1 - share) * (1 - share) * (1 - share);
}
