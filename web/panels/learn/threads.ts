// This module is browser compatible.

/** The most threads of a training, as ONNX Runtime limits its own default in browsers. */
const MOST = 4;

/**
 * The number of threads that a training on WebAssembly can use. Threads share memory, which
 * browsers allow to pages that are cross-origin isolated; elsewhere there is one thread.
 *
 * @example
 * ```ts
 * console.assert(usableThreads({ crossOriginIsolated: false, hardwareConcurrency: 8 }) === 1);
 * ```
 */
export function usableThreads(
  { crossOriginIsolated, hardwareConcurrency }: {
    readonly crossOriginIsolated: boolean;
    readonly hardwareConcurrency: number;
  },
): number {
  return crossOriginIsolated ? Math.min(hardwareConcurrency, MOST) : 1;
}

/**
 * Lists one thread and all usable ones in `select`, chooses all, and says in `note` what they
 * change.
 */
export function listThreads(select: HTMLSelectElement, note: Element, usable: number): void {
  select.replaceChildren(new Option("1, same file everywhere", "1"));
  if (usable > 1) {
    select.append(new Option(`${usable}, faster`, `${usable}`, true, true));
  }
  note.textContent = usable > 1
    ? "With one thread the trained file has the same bytes in Deno and in every browser. Several " +
      "threads are faster, and the last digits may differ."
    : "WebAssembly has one thread here: the page's server does not send the headers that allow " +
      "more, or this machine has one core.";
}
