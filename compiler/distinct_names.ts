// This module is browser compatible.

/**
 * Names that differ from each other and from `taken`, in the order of `names`. The first tensor of
 * a name keeps it; a later one gets `_1`, `_2`, …, as tfjs counts layers of one kind: `dense`,
 * `dense_1`. A name that another tensor has already is skipped.
 */
export function distinctNames(names: readonly string[], taken: Iterable<string> = []): string[] {
  const used = new Set(taken);
  const wanted = new Set(names);
  return names.map((name) => {
    let own = name;
    for (let count = 1; used.has(own) || (own !== name && wanted.has(own)); count++) {
      own = `${name}_${count}`;
    }
    used.add(own);
    return own;
  });
}
