// This module is browser compatible.

import { type Cut, drawCut } from "./cut.ts";
import { brightness, type Garment, type Pen } from "./pen.ts";

/** Chooses sleeves. Short ones end above the elbow, long ones near the hem. */
function sleeves(pen: Pen, long: boolean): Cut["sleeve"] {
  return long
    ? { drop: pen.range(1.25, 1.78), out: pen.range(0.08, 0.34), width: pen.range(0.09, 0.16) }
    : { drop: pen.range(0.32, 0.66), out: pen.range(0.12, 0.36), width: pen.range(0.12, 0.2) };
}

/** No sleeves. */
const BARE: Cut["sleeve"] = { drop: 0, out: 0, width: 0 };

/** A cut that all classes of tops start from. */
function plain(pen: Pen, narrowest = 0.4, widest = 0.58): Cut {
  const chest = pen.range(narrowest, widest);
  return {
    tone: brightness(pen),
    top: pen.range(-0.98, -0.9),
    bottom: pen.range(0.8, 0.98),
    shoulder: chest * pen.range(0.86, 1.04),
    chest,
    waist: chest * pen.range(0.86, 1.03),
    hem: chest * pen.range(0.9, 1.12),
    neck: pen.range(0.16, 0.28),
    neckDepth: pen.range(0.08, 0.22),
    sleeve: sleeves(pen, true),
    collar: "none",
    front: "closed",
    print: false,
    pockets: false,
  };
}

/** Draws a T-shirt or top: short sleeves or none, often a print. */
export const tShirt: Garment = (pen) => {
  const bare = pen.chance(0.1);
  drawCut(pen, {
    ...plain(pen),
    neck: pen.range(0.17, 0.34),
    neckDepth: pen.range(0.08, bare ? 0.5 : 0.34),
    sleeve: bare ? BARE : sleeves(pen, pen.chance(0.06)),
    collar: pen.chance(0.05) ? "points" : "none",
    print: pen.chance(0.35),
  });
};

/** Draws a pullover: long sleeves, closed. */
export const pullover: Garment = (pen) => {
  drawCut(pen, {
    ...plain(pen, 0.42, 0.6),
    bottom: pen.range(0.74, 0.96),
    neck: pen.range(0.2, 0.34),
    collar: pen.chance(0.22) ? "high" : pen.chance(0.14) ? "hood" : "none",
    front: pen.chance(0.04) ? "zip" : "closed",
    print: pen.chance(0.2),
  });
};

const COAT_COLLARS = ["lapels", "lapels", "high", "high", "hood", "none"] as const;
const COAT_FRONTS = ["zip", "zip", "zip", "open", "open", "open", "buttons", "closed"] as const;

/** Draws a coat: long sleeves, opens at the front. */
export const coat: Garment = (pen) => {
  drawCut(pen, {
    ...plain(pen, 0.42, 0.58),
    bottom: pen.range(0.9, 1),
    collar: COAT_COLLARS[Math.floor(pen.range(0, COAT_COLLARS.length))]!,
    front: COAT_FRONTS[Math.floor(pen.range(0, COAT_FRONTS.length))]!,
    pockets: pen.chance(0.5),
  });
};

/** Draws a shirt: slimmer than the others, mostly with a collar and buttons. */
export const shirt: Garment = (pen) => {
  drawCut(pen, {
    ...plain(pen, 0.36, 0.52),
    bottom: pen.range(0.84, 0.99),
    neck: pen.range(0.14, 0.24),
    neckDepth: pen.range(0.08, 0.3),
    sleeve: pen.chance(0.05) ? BARE : sleeves(pen, pen.chance(0.7)),
    collar: pen.chance(0.8) ? "points" : "none",
    front: pen.chance(0.82) ? "buttons" : "closed",
    print: pen.chance(0.06),
    pockets: pen.chance(0.12),
  });
};

/** Draws a dress: narrow, long, mostly without sleeves. */
export const dress: Garment = (pen) => {
  const cut = plain(pen);
  const chest = pen.range(0.24, 0.42), waist = chest * pen.range(0.72, 1.02);
  const kind = pen.range(0, 1);
  const sleeve = sleeves(pen, kind < 0.26);
  drawCut(pen, {
    ...cut,
    bottom: pen.range(0.93, 1),
    chest,
    waist,
    shoulder: chest * pen.range(0.72, 1.02),
    hem: waist * pen.range(0.95, 1.9),
    neck: chest * pen.range(0.4, 0.66),
    neckDepth: pen.range(0.08, 0.4),
    sleeve: kind > 0.5
      ? BARE
      : { drop: sleeve.drop * 0.85, out: sleeve.out * 0.7, width: sleeve.width * 0.8 },
    front: pen.chance(0.05) ? "buttons" : "closed",
  });
};
