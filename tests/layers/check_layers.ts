import type { FileImports } from "./imports.ts";
import { type Room, roomOf } from "./rooms.ts";

/** Files that any room may import. */
const ANYWHERE = new Set(["error.ts", "root.ts"]);

/** Settings of the repository, which are no code. */
const isSettings = (path: string) => !path.endsWith(".ts");

/**
 * Finds imports that the table of rooms does not allow, and circles of files.
 *
 * Unit tests (`*_test.ts`) may import any room, as they run what they test.
 *
 * @returns One line for each fault.
 */
export function checkLayers(all: readonly FileImports[]): string[] {
  const code = all.filter(({ file }) => !file.endsWith("_test.ts"));
  return [...code.flatMap(forbiddenImports), ...circlesOf(all).map(circleText)];
}

function forbiddenImports({ file, files, packages }: FileImports): string[] {
  const room = roomOf(file);
  if (room === undefined) return [`${file}: it belongs to no room`];
  const wrongFiles = files.filter((path) => !isSettings(path) && !mayImport(room, path, file));
  const wrongPackages = packages.filter((name) => room.packages?.includes(name) === false);
  return [...wrongFiles, ...wrongPackages].map((target) =>
    `${file}: ${room.path} may not import ${target}`
  );
}

function mayImport(room: Room, path: string, from: string): boolean {
  if (ANYWHERE.has(path)) return true;
  const target = roomOf(path);
  if (target !== room) {
    return target !== undefined &&
      (room.mayImport.includes(target.path) || room.mayImport.includes(path));
  }
  return !room.apart || folderIn(room, path) === folderIn(room, from);
}

/** The folder directly below a room in which a file lies. */
function folderIn({ path: room }: Room, file: string): string {
  return file.slice(room.length).split("/")[0]!;
}

/**
 * Finds circles: groups of files that import each other, directly or through others.
 *
 * Tarjan 1972, "Depth-first search and linear graph algorithms": the strongly connected components
 * of more than one file.
 */
export function circlesOf(all: readonly FileImports[]): string[][] {
  const imports = new Map(all.map(({ file, files }) => [file, files]));
  const order = new Map<string, number>(), lowest = new Map<string, number>();
  const stack: string[] = [], circles: string[][] = [];
  const visit = (file: string) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) {
        lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!));
      }
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const { file } of all) if (!order.has(file)) visit(file);
  return circles;
}

const circleText = (circle: readonly string[]) =>
  `these files import each other in a circle: ${circle.join(", ")}`;
