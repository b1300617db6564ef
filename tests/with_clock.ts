/** Runs a function with a clock that advances by `seconds` each time it is read. */
export async function withClock<T>(seconds: number, fn: () => Promise<T>): Promise<T> {
  const now = performance.now;
  let milliseconds = 0;
  performance.now = () => milliseconds += 1000 * seconds;
  try {
    return await fn();
  } finally {
    performance.now = now;
  }
}
