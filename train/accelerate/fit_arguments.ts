// This module is browser compatible.

import { WeftError } from "../../error.ts";

/** Arguments of tfjs's own `fit` that it refuses too, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  sampleWeight: "Use classWeight, or multiply by the weights in a loss function of your own",
  stepsPerEpoch: "Leave it out: an epoch is all rows. fitDataset takes batchesPerEpoch",
  validationSteps: "Leave it out, and pass validationData or validationSplit",
};

/**
 * Checks the arguments of `fit` that are not data. TypeScript refuses most of these; JavaScript
 * does not.
 *
 * @throws {WeftError} `usage` when tfjs does not implement an argument or a number is out of range.
 */
export function requireFitArgs(args: object): void {
  const given = args as Readonly<Record<string, unknown>>;
  for (const [name, hint] of Object.entries(REFUSED)) {
    if (given[name] === undefined || given[name] === null) continue;
    throw new WeftError("usage", `Cannot fit: tfjs does not implement ${name}`, hint);
  }
  if (given.shuffle === "batch") {
    throw new WeftError(
      "usage",
      'Cannot fit: tfjs does not implement shuffle: "batch"',
      "Pass true, which shuffles rows, or false",
    );
  }
  const { validationData } = given;
  if (validationData && (validationData as unknown[]).length !== 2) {
    throw new WeftError(
      "usage",
      "Cannot fit: tfjs does not implement weights in validationData",
      "Pass [x, y]",
    );
  }
  requireBatchSize("fit", given.batchSize);
  for (const name of ["epochs", "initialEpoch"]) requireWhole("fit", name, given[name], 0);
}

/** @throws {WeftError} `usage` when a batch size is given that is not a whole number from 1. */
export function requireBatchSize(doing: string, batchSize: unknown): void {
  requireWhole(doing, "batchSize", batchSize, 1);
}

function requireWhole(doing: string, name: string, value: unknown, least: number): void {
  if (value === undefined || Number.isInteger(value) && value as number >= least) return;
  throw new WeftError(
    "usage",
    `Cannot ${doing}: ${name} is ${value}`,
    `Pass a whole number from ${least}`,
  );
}
