/**
 * Does pieces of work side by side, each lane taking the next one that nobody has. Where one fails
 * no more are begun, and those under way are waited for: nothing goes on behind the caller's back.
 *
 * @param lanes How many at once, at least 1.
 * @returns The results in the order of the work.
 * @throws What the first that failed threw.
 *
 * @example
 * ```ts
 * const doubled = await inLanes([1, 2, 3], 2, (value) => Promise.resolve(2 * value));
 * console.assert(doubled.join() === "2,4,6");
 * ```
 */
export async function inLanes<Work, Result>(
  work: readonly Work[],
  lanes: number,
  run: (piece: Work, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(work.length);
  const failures: unknown[] = [];
  let next = 0;
  const lane = async () => {
    while (next < work.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await run(work[index]!, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
