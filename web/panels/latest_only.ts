// This module is browser compatible.

/**
 * Runs asynchronous work for one value at a time. Values that arrive meanwhile are dropped, except
 * the last one: a dragged slider gives values faster than a decoder takes them.
 *
 * @param work The work for one value.
 * @param onError Called with the error where the work fails; the last value is processed after it.
 * @returns A function that passes a value to the work.
 *
 * @example
 * ```ts
 * const done: number[] = [];
 * const add = latestOnly(async (value: number) => void done.push(value), () => {});
 * add(1), add(2), add(3);
 * await new Promise((resolve) => setTimeout(resolve, 0));
 * console.assert(done.join() === "1,3");
 * ```
 */
export function latestOnly<Value>(
  work: (value: Value) => Promise<void>,
  onError: (error: unknown) => void,
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
        await work(value).catch(onError);
      }
    } finally {
      busy = false;
    }
  };
}
