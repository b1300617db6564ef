// This module is browser compatible.

import { WeftError } from "../../error.ts";

/** Decides which methods of one object may run at the same time. */
export interface MethodCalls {
  /** Runs a method that changes the weights, when no other method runs. */
  change<T>(doing: string, fn: () => Promise<T>): Promise<T>;
  /** Runs a method that reads the weights. Callbacks call it while a fit waits for them. */
  read<T>(doing: string, fn: () => Promise<T>): Promise<T>;
  /** Runs `fn` once, when no method runs. All methods are refused from then on. */
  close(fn: () => Promise<void>): Promise<void>;
}

/** Makes the rules for an object whose methods have not been called. */
export function createMethodCalls(): MethodCalls {
  let changing: string | undefined;
  const reading: string[] = [];
  let closed = false;
  const requireOpen = (doing: string) => {
    if (!closed) return;
    throw new WeftError(
      "usage",
      `Cannot ${doing}: the accelerated model is closed`,
      "Call accelerate(model) again: the tfjs model has the trained weights",
    );
  };
  const requireIdle = (doing: string, other: string | undefined) => {
    if (other === undefined) return;
    throw new WeftError(
      "usage",
      `Cannot ${doing}: ${other} is running`,
      `Await ${other} first`,
    );
  };
  return {
    async change(doing, fn) {
      requireOpen(doing);
      requireIdle(doing, changing ?? reading[0]);
      changing = doing;
      try {
        return await fn();
      } finally {
        changing = undefined;
      }
    },
    async read(doing, fn) {
      requireOpen(doing);
      reading.push(doing);
      try {
        return await fn();
      } finally {
        reading.splice(reading.indexOf(doing), 1);
      }
    },
    async close(fn) {
      if (closed) return;
      requireIdle("close", changing ?? reading[0]);
      closed = true;
      await fn();
    },
  };
}
