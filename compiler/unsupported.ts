// This module is browser compatible.

import { WeftError } from "../error.ts";
import { REFUSED } from "./refused.ts";
import { describeCallSite } from "./call_site.ts";

/**
 * The error for a kernel, or an attribute of a kernel, that has no lowering. It is made while
 * tracing, so it names the op and the line of the user's code.
 *
 * @param what Such as `GatherV2 with batchDims 1`.
 */
export function unsupported(what: string): WeftError {
  return new WeftError(
    "compiler",
    `Cannot compile ${what}: it has no ONNX lowering (called by ${describeCallSite(new Error())})`,
    "Express it with supported ops, or add its lowering to compiler/kernels",
  );
}

/**
 * The error for a kernel without a lowering that was called in the layer `scope`; "" means outside
 * of any layer.
 */
export function unsupportedKernel(kernel: string, scope: string): WeftError {
  const where = scope ? ` in layer '${scope}'` : "";
  const refusal = REFUSED[kernel];
  return new WeftError(
    "compiler",
    `Cannot compile the tfjs kernel ${kernel}${where}: ${
      refusal?.why ?? "it has no ONNX lowering"
    } (called by ${describeCallSite(new Error())})`,
    refusal?.instead ?? "Express it with supported ops, or add its lowering to compiler/kernels",
  );
}
