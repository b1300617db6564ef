// This module is browser compatible.

/**
 * Counts the edits (insert, delete, replace, swap two neighbours) that turn `a` into `b`: the
 * optimal string alignment distance.
 *
 * @example
 * ```ts
 * console.assert(editDistance("lent", "lenet") === 1);
 * console.assert(editDistance("epcohs", "epochs") === 1);
 * ```
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/**
 * Finds the candidate that a mistyped `word` was probably meant to be, or `undefined` when none is
 * close: at most a third of the word may be wrong (one letter for short words), or the word begins
 * a candidate.
 *
 * @example
 * ```ts
 * console.assert(suggest("--epoch", ["--epochs", "--seed"]) === "--epochs");
 * console.assert(suggest("banana", ["--epochs", "--seed"]) === undefined);
 * ```
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(typed, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const nearest = ranked[0];
  if (nearest && nearest.distance <= Math.max(1, Math.floor(word.length / 3))) {
    return nearest.candidate;
  }
  const letters = typed.replace(/^-+/, "");
  if (letters.length < 3) return undefined;
  return candidates.find((candidate) => candidate.replace(/^-+/, "").startsWith(letters));
}
