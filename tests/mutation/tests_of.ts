import type { FileImports } from "../layers/imports.ts";
import { folderOf } from "./sources.ts";

/** The most imports between a file and a test of another folder: itself, or what it tests. */
const NEAR = 2;
/** The files that tests share: those of `testing/` and `tests/`. */
const SHARED = /(^tests\/|(^|\/)testing\/).*(?<!_test)\.ts$/;
/** The most test files of other folders. */
const MOST_OTHERS = 5;

/**
 * The test files that run for a change of a file, in order:
 *
 * 1. those of its folder that import it, directly or through other files, the nearest first, of
 *    equally near ones those beside it;
 * 2. the nearest five of other folders that import it directly, or import a file that does.
 *
 * A test that does not import the file cannot notice the change.
 */
export function testsOf(file: string, imports: readonly FileImports[]): string[] {
  const distances = distancesTo(file, imports);
  const folder = folderOf(file);
  const named = file.replace(/\.ts$/, "_test.ts");
  const tests = [...distances].filter(([path]) => path.endsWith("_test.ts"))
    .sort(([a, near], [b, far]) =>
      Number(b === named) - Number(a === named) || near - far ||
      steps(a, file) - steps(b, file) || (a < b ? -1 : 1)
    );
  const isOwn = (path: string) => folder !== "" && path.startsWith(folder);
  const own = tests.filter(([path]) => isOwn(path));
  const others = tests.filter(([path, distance]) => !isOwn(path) && distance <= NEAR);
  return [...own, ...others.slice(0, MOST_OTHERS)].map(([path]) => path);
}

/** The number of folders to leave and to enter on the way from one file to another. */
function steps(a: string, b: string): number {
  const [from, to] = [a.split("/").slice(0, -1), b.split("/").slice(0, -1)];
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return from.length + to.length - 2 * same;
}

/**
 * The number of imports from each file to `target`, along the shortest way. What tests share is a
 * part of the tests that import it, and not a step of the way.
 */
function distancesTo(target: string, imports: readonly FileImports[]): Map<string, number> {
  const importers = new Map<string, string[]>();
  for (const { file, files } of imports) {
    for (const imported of files) {
      importers.set(imported, [...importers.get(imported) ?? [], file]);
    }
  }
  const distances = new Map([[target, 0]]);
  for (const [file, distance] of distances) {
    const near = new Set(importers.get(file));
    for (const importer of near) {
      if (SHARED.test(importer)) {
        for (const test of importers.get(importer) ?? []) near.add(test);
      }
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  return distances;
}
