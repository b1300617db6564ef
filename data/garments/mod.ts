// This module is browser compatible.

import { bag } from "./bag.ts";
import { ankleBoot, sandal, sneaker } from "./footwear.ts";
import type { Garment } from "./pen.ts";
import { coat, dress, pullover, shirt, tShirt } from "./tops.ts";
import { trouser } from "./trouser.ts";

/** The drawing of a class. */
export interface GarmentKind {
  /** Draws a garment of the class. */
  readonly draw: Garment;
  /** The probability that its cloth has stripes, checks or flowers, 0 to 1. */
  readonly patterned: number;
  /** The labels of similar classes, one of which is rarely drawn instead. */
  readonly lookalikes: readonly number[];
}

/** The ten garments by label, in the order of the class names. */
export const GARMENTS: readonly GarmentKind[] = [
  { draw: tShirt, patterned: 0.3, lookalikes: [6] },
  { draw: trouser, patterned: 0.1, lookalikes: [3] },
  { draw: pullover, patterned: 0.3, lookalikes: [4, 6] },
  { draw: dress, patterned: 0.3, lookalikes: [0, 4] },
  { draw: coat, patterned: 0.18, lookalikes: [2, 6] },
  { draw: sandal, patterned: 0.04, lookalikes: [7] },
  { draw: shirt, patterned: 0.4, lookalikes: [0, 2, 4] },
  { draw: sneaker, patterned: 0.05, lookalikes: [5, 9] },
  { draw: bag, patterned: 0.2, lookalikes: [] },
  { draw: ankleBoot, patterned: 0.04, lookalikes: [7] },
];
