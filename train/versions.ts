import * as tf from "@tensorflow/tfjs";
import { cpus } from "node:os";
import project from "../deno.json" with { type: "json" };
import type { RunConfig } from "./config.ts";

/** Versions of all that computes, the processor among them: equal bytes need equal versions. */
export function versions(): Record<string, string> {
  const onnxruntime = project.imports["onnxruntime-node"].split("@").at(-1)!;
  return {
    weft: project.version,
    deno: Deno.version.deno,
    tfjs: tf.version.tfjs,
    onnxruntime,
    // ONNX Runtime chooses its kernels by the processor, and with them the last bits.
    processor: cpus()[0]?.model ?? "unknown",
  };
}

/**
 * A sentence about the versions that have changed since a run began, which then no longer continues
 * bit for bit; `undefined` where none has.
 */
export function changedVersions({ versions: before }: RunConfig): string | undefined {
  const changed = Object.entries(versions())
    .filter(([name, version]) => before[name] !== version)
    .map(([name, version]) => `${name} ${before[name]} is now ${version}`);
  if (changed.length === 0) return undefined;
  return `Since this run began ${
    changed.join(", ")
  }: its last bits may differ from an uninterrupted run's`;
}
