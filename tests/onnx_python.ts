/** Python commands to try. Debian's python3-onnx belongs to the first. */
const PYTHONS = ["/usr/bin/python3", "python3", "python"];

const IMPORT = `
from onnx import defs
assert defs.onnx_opset_version() >= 17, "its onnx is older than opset 17"
`;

/** Finds the first Python whose onnx knows opset 17; otherwise says why there is none. */
function find(): { python: string } | { reason: string } {
  const reasons: string[] = [];
  for (const python of PYTHONS) {
    try {
      const { success, stderr } = new Deno.Command(python, { args: ["-c", IMPORT] }).outputSync();
      if (success) return { python };
      const error = new TextDecoder().decode(stderr).trim().split("\n").at(-1)!;
      reasons.push(`${python}: ${error}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      reasons.push(`there is no ${python}`);
    }
  }
  return { reason: `${reasons[0]} (Debian: apt-get install python3-onnx)` };
}

let found: ReturnType<typeof find> | undefined;

/** Says why the official checker cannot run; `undefined` where it can. */
export function missingChecker(): string | undefined {
  found ??= find();
  return "reason" in found ? found.reason : undefined;
}

/**
 * Returns the Python that has the official checker.
 *
 * @throws {Error} where {@linkcode missingChecker} has a reason.
 */
export function checkerPython(): string {
  found ??= find();
  if ("reason" in found) throw new Error(found.reason);
  return found.python;
}
