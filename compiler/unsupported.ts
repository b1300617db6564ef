// This module is browser compatible.

import { WeftError } from "../error.ts";
import { describeSite } from "./site.ts";

/**
 * The error for a kernel, or an attribute of one, that has no lowering. Made while tracing, so that it names the op and the
 * line of the user's code.
 *
 * @param what Such as `the tfjs kernel Erf` or `GatherV2 with batchDims 1`.
 * @param scope The layer that asked for it, or "".
 */
export function unsupported(what: string, scope = ""): WeftError {
  const where = scope ? ` in layer '${scope}'` : "";
  return new WeftError(
    "compiler",
    `Cannot compile ${what}${where}: it has no ONNX lowering (called by ${
      describeSite(new Error())
    })`,
    "Express it with supported ops, or add its lowering to compiler/kernels",
  );
}
