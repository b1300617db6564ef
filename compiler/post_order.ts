// This module is browser compatible.

/**
 * The items that the roots depend on, themselves included, each once and after those that it reads.
 * It needs no recursion, so that a chain of any length fits.
 *
 * @param inputsOf The items that an item reads.
 *
 * @example
 * ```ts
 * const reads: Record<string, string[]> = { sum: ["x", "y"], y: ["x"], x: [] };
 * console.assert(postOrder(["sum"], (name) => reads[name]!).join() === "x,y,sum");
 * ```
 */
export function postOrder<T>(roots: Iterable<T>, inputsOf: (item: T) => readonly T[]): T[] {
  const seen = new Set<T>();
  const order: T[] = [];
  const stack: { readonly item: T; readonly inputs: readonly T[]; next: number }[] = [];
  const visit = (item: T): void => {
    if (seen.has(item)) return;
    seen.add(item);
    stack.push({ item, inputs: inputsOf(item), next: 0 });
  };
  for (const root of roots) {
    visit(root);
    for (let top; (top = stack.at(-1));) {
      if (top.next < top.inputs.length) visit(top.inputs[top.next++]!);
      else order.push(stack.pop()!.item);
    }
  }
  return order;
}
