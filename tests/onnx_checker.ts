/**
 * Checks .onnx files with the checker of Python's onnx package, if it is installed.
 */

import assert from "node:assert/strict";
import { join } from "node:path";

const SCRIPT = `
import sys
try:
    import onnx
    from onnx import defs
except ImportError as error:
    print(error); sys.exit(3)
if defs.onnx_opset_version() < 17:
    print("its onnx is older than opset 17"); sys.exit(3)
for path in sys.argv[1:]:
    try:
        onnx.checker.check_model(onnx.load(path), full_check=True)
    except Exception as error:
        print(path + ": " + str(error), file=sys.stderr); sys.exit(4)
`;

/** Python commands to try. Debian's python3-onnx belongs to the first. */
const PYTHONS = ["/usr/bin/python3", "python3", "python"];

/**
 * Checks models by the rules of the standard: operators, attributes and types, with strict shape
 * inference.
 *
 * @param models Files by name.
 * @returns The reason why the checker did not run, or `undefined` when all models are valid.
 */
export async function checkOnnx(
  models: Readonly<Record<string, Uint8Array>>,
): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    const paths = await Promise.all(
      Object.entries(models).map(async ([name, bytes]) => {
        const path = join(folder, `${name.replaceAll(/\W/g, "_")}.onnx`);
        await Deno.writeFile(path, bytes);
        return path;
      }),
    );
    let reason = "";
    for (const python of PYTHONS) {
      try {
        const { code, stdout, stderr } = await new Deno.Command(python, {
          args: ["-c", SCRIPT, ...paths],
        }).output();
        if (code === 0) return undefined;
        if (code !== 3) assert.fail(new TextDecoder().decode(stderr));
        reason ||= `${python}: ${new TextDecoder().decode(stdout).trim()}`;
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        reason ||= `there is no ${python}`;
      }
    }
    return reason;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
