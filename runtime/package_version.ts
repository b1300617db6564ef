import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The version of an installed package, such as `onnxruntime-node`; `not installed` without it. */
export function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(name);
    return require(join(dirname(entry), "..", "package.json")).version;
  } catch {
    return "not installed";
  }
}
