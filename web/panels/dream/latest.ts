// This module is browser compatible.

/**
 * Runs work one at a time, and of what was asked for in the meantime only the last: a slider that
 * is dragged asks more often than a decoder answers.
 *
 * @param work What is done; where it fails, `fail` is told and the next is done.
 * @returns Asks for the work.
 *
 * @example
 * ```ts
 * const done: number[] = [];
 * const ask = latestOnly(async (value: number) => void done.push(value), () => {});
 * ask(1), ask(2), ask(3);
 * await new Promise((resolve) => setTimeout(resolve, 0));
 * console.assert(done.join() === "1,3");
 * ```
 */
export function latestOnly<Value>(
  work: (value: Value) => Promise<void>,
  fail: (error: unknown) => void,
): (value: Value) => void {
  let busy = false;
  let next: { readonly value: Value } | undefined;
  return async (value) => {
    next = { value };
    if (busy) return;
    busy = true;
    try {
      while (next) {
        const { value } = next as { readonly value: Value };
        next = undefined;
        await work(value).catch(fail);
      }
    } finally {
      busy = false;
    }
  };
}
