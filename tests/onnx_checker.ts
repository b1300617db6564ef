/**
 * Checks .onnx files with the checker of Python's onnx package.
 */

import { join } from "node:path";
import { checkerPython } from "./onnx_python.ts";

const SCRIPT = `
import sys, onnx
for path in sys.argv[1:]:
    try:
        onnx.checker.check_model(onnx.load(path), full_check=True)
    except Exception as error:
        sys.exit(path + ": " + str(error))
`;

/**
 * Checks models by the rules of the standard: operators, attributes and types, with strict shape
 * inference. A test that calls it `needs("Python's onnx")`.
 *
 * @param models Files by name.
 * @throws {Error} when a model is not valid, with the words of the checker.
 */
export async function checkOnnx(models: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const paths = await Promise.all(
      Object.entries(models).map(async ([name, bytes]) => {
        const path = join(folder, `${name.replaceAll(/\W/g, "_")}.onnx`);
        await Deno.writeFile(path, bytes);
        return path;
      }),
    );
    const { success, stderr } = await new Deno.Command(checkerPython(), {
      args: ["-c", SCRIPT, ...paths],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
