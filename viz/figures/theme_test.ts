import assert from "node:assert/strict";
import { classColour, seriesColour, THEMES } from "./theme.ts";

type Rgb = [number, number, number];

/** Linear light from 0 to 1, by the sRGB curve. */
function linear(hex: string): Rgb {
  return [1, 3, 5].map((start) => {
    const channel = parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** Contrast by WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [a, b].map((hex) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }).sort((x, y) => x - y);
  return light / dark;
}

/** Complete deficiencies by Machado et al. 2009, table 1. */
const SIGHT: Record<string, number[][]> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [
    -0.003882,
    -0.048116,
    1.051998,
  ]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [
    -0.01182,
    0.04294,
    0.968881,
  ]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [
    0.004733,
    0.691367,
    0.3039,
  ]],
};

/** OKLab (Ottosson 2020): equal distances look about equally different. */
function oklab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function leastDistance(colours: readonly string[], sight: number[][]): number {
  const perceived = colours.map((hex) => {
    const light = linear(hex);
    const mixed = sight.map((row) =>
      Math.max(0, row.reduce((sum, weight, i) => sum + weight * (light[i] ?? 0), 0))
    );
    return oklab(mixed as Rgb);
  });
  const pairs = perceived.flatMap((a, i) =>
    perceived.slice(i + 1).map((b) => Math.hypot(...a.map((v, k) => v - (b[k] ?? 0))))
  );
  return Math.min(...pairs);
}

Deno.test("all text has a contrast of at least 4.5 on the paper", () => {
  for (const [theme, { ink, paper }] of Object.entries(THEMES)) {
    const { axis: _axis, grid: _grid, ...text } = ink;
    for (const [name, colour] of Object.entries(text)) {
      assert(contrast(colour, paper) >= 4.5, `${theme} ${name}: ${contrast(colour, paper)}`);
    }
  }
});

Deno.test("ten classes are distinguishable for every reader, on white paper and on dark", () => {
  for (const [theme, { categorical, paper }] of Object.entries(THEMES)) {
    assert.equal(new Set(categorical).size, 10);
    for (const [name, sight] of Object.entries(SIGHT)) {
      const least = leastDistance(categorical, sight);
      assert(least > 0.06, `${theme} ${name} ${least}`);
    }
    // The pale colours of the published palette are weak on white, but not on dark paper.
    const worst = Math.min(...categorical.map((colour) => contrast(colour, paper)));
    assert(worst > (theme === "dark" ? 3.4 : 1.5), `${theme} ${worst}`);
  }
});

Deno.test("train and validation are easily distinguishable for every reader", () => {
  for (const { ink } of Object.values(THEMES)) {
    for (const [name, sight] of Object.entries(SIGHT)) {
      assert(leastDistance([ink.train, ink.validation], sight) > 0.15, name);
    }
  }
});

Deno.test("the splits have colours of their own, other series and classes repeat the ten", () => {
  const { light } = THEMES;
  assert.equal(seriesColour("validation", 0, light), light.ink.validation);
  assert.equal(seriesColour("kl", 3, light), light.categorical[3]);
  assert.equal(seriesColour("kl", 13, light), light.categorical[3]);
  assert.equal(classColour(25, light), light.categorical[5]);
});
