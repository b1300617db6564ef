/**
 * `deno task probe:webgpu`: measures which operators ONNX Runtime's webgpu provider computes, and
 * writes the table.
 *
 * @module
 */

import { env } from "onnxruntime-node";
import { RUNTIMES } from "../conformance/runtimes.ts";
import { probe } from "./probe.ts";
import { profiler } from "./run_profiled.ts";

const FILE = new URL("../../onnx/placement/providers/webgpu_operators.ts", import.meta.url);

const reason = RUNTIMES.webgpu.missing();
if (reason !== undefined) throw new Error(`Cannot run on webgpu: ${reason}`);
const run = await profiler();
const rows = Object.entries(await probe(run)).map(([op, types]) =>
  `  ${op}: [${types.map((type) => `"${type}"`).join(", ")}],\n`
);
const version = env.versions.node;
await Deno.writeTextFile(
  FILE,
  `// This module is browser compatible.

import type { OperatorTypes } from "./provider.ts";

/** Measured on ONNX Runtime ${version} by \`deno task probe:webgpu\`, which writes this file. */
export const webgpuOperators: OperatorTypes = {
${rows.join("")}};
`,
);
