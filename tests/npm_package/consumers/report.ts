// This module is browser compatible.

declare global {
  /** Hands a value to the test that opened the page. */
  function report(value: unknown): void;
}

/** Reports the results of a page and the paths of all that it has loaded. */
export function reportPage(results: unknown): void {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  report({ results, loaded });
}
