// This module is browser compatible.

import { LENET } from "./lenet.ts";
import { lenetOf, type LenetShape } from "./lenet_family.ts";
import { MODIFIED } from "./lenet_modified.ts";
import type { Classifier } from "./model.ts";

/** One of the changes that lead from LeNet to its modified form. */
export interface Modification {
  /** Ends the name of the model that has this change alone: `bn` for `lenet-bn`. */
  readonly name: string;
  /** What figures call it, after `LeNet`. */
  readonly title: string;
  /** Makes it: what it changes is as in the modified LeNet, the rest as it was. */
  readonly apply: (shape: LenetShape) => LenetShape;
}

const first = MODIFIED.convolutions.at(0)!, third = MODIFIED.convolutions.at(2)!;

/** The four changes of the study. */
export const modifications: readonly Modification[] = [
  {
    name: "filters",
    title: `${first.filters} filters`,
    apply: ({ convolutions, ...rest }) => ({
      ...rest,
      convolutions: convolutions.map((one, i) =>
        i === 0 ? { ...one, filters: first.filters } : one
      ),
    }),
  },
  {
    name: "bn",
    title: "batch norm",
    apply: (shape) => ({ ...shape, batchNormalisation: MODIFIED.batchNormalisation }),
  },
  {
    name: "conv3",
    title: "third conv",
    apply: ({ convolutions, ...rest }) => ({ ...rest, convolutions: [...convolutions, third] }),
  },
  {
    name: "units",
    title: `${MODIFIED.units[0]} units`,
    apply: ({ units, ...rest }) => ({ ...rest, units: units.with(0, MODIFIED.units[0]!) }),
  },
];

/**
 * LeNet with each of the changes alone, then with all of them: what tells which of them buys what.
 */
export const lenetVariants: readonly Classifier[] = [
  ...modifications.map(({ name, title, apply }) =>
    lenetOf(apply(LENET), {
      name: `lenet-${name}`,
      title: `LeNet + ${title}`,
      summary: `LeNet with one change: ${title}`,
    })
  ),
  lenetOf(modifications.reduce((shape, { apply }) => apply(shape), LENET), {
    name: "lenet-all",
    title: "LeNet + all four",
    summary: "LeNet with the four changes of the modified LeNet and no other",
  }),
];
