// This module is browser compatible.

import { Uncompilable } from "../slot.ts";
import type { DynamicOp, DynamicOps } from "./compute.ts";
import { elementwise } from "./elementwise.ts";
import { lengths } from "./lengths.ts";
import { parts } from "./parts.ts";
import { reductions } from "./reductions.ts";
import { selection } from "./selection.ts";

/** Ops that are compiled for tensors whose shapes depend on data. */
export const dynamicOps: DynamicOps = {
  ...elementwise,
  ...lengths,
  ...parts,
  ...reductions,
  ...selection,
};

/**
 * Records a node that reads a tensor whose shape depends on data.
 *
 * @throws {Uncompilable} for an op that is compiled for fixed shapes only.
 */
export const runDynamic: DynamicOp = (inputs, node) => {
  const op = dynamicOps[node.op];
  if (op) return op(inputs, node);
  throw new Uncompilable(
    "it is compiled for fixed shapes only, and the shape of an input depends on data",
  );
};
