/**
 * Maps items with an asynchronous function, a limited number at a time. After a failure it starts
 * no more items, and it waits for those that run.
 *
 * @param limit The number of items that run at a time, at least 1.
 * @returns The results in the order of the items.
 * @throws The error of the first item that failed.
 *
 * @example
 * ```ts
 * const doubled = await concurrentMap([1, 2, 3], 2, (value) => Promise.resolve(2 * value));
 * console.assert(doubled.join() === "2,4,6");
 * ```
 */
export async function concurrentMap<Item, Result>(
  items: readonly Item[],
  limit: number,
  run: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await run(items[index]!, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (failures.length > 0) throw failures[0];
  return results;
}
