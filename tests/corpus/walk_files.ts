import { join } from "node:path";

/** The paths of all files in a folder, at any depth, whose names end so; sorted. */
export async function walkFiles(folder: string, ending: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await walkFiles(path, ending));
    else if (name.endsWith(ending)) found.push(path);
  }
  return found.sort();
}
