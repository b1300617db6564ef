import { LIBRARIES } from "../layers/rooms.ts";

/** Files that programs write, and the source of the compiled kernels. */
const GENERATED = [
  ...["viz/kernels/kernels_wasm.ts", "viz/kernels/assembly/"],
  "onnx/placement/providers/webgpu_operators.ts",
];

/** Folders and files of the libraries and the commands. */
const CHANGED = [...LIBRARIES, "commands/"];

/** True for a source file of the libraries or the commands, and not for a test or what it uses. */
export function isSource(file: string): boolean {
  return file.endsWith(".ts") && !/_test\.ts$|\/(testing|testdata)\//.test(file) &&
    CHANGED.some((path) => file.startsWith(path)) &&
    !GENERATED.some((path) => file.startsWith(path));
}

/** The folder whose tests must notice a change of a file: the room, or a command's folder. */
export function folderOf(file: string): string {
  const depth = file.startsWith("commands/") ? 2 : 1;
  return file.split("/").slice(0, -1).slice(0, depth).map((name) => `${name}/`).join("");
}
