import assert from "node:assert/strict";
import { mix, readableOn } from "./colour.ts";
import { THEMES } from "./theme.ts";

Deno.test("mix() reaches both ends", () => {
  assert.equal(mix("#0b69b0", "#ffffff", 0), "#0b69b0");
  assert.equal(mix("#0b69b0", "#ffffff", 1), "#ffffff");
  assert.equal(mix("#000000", "#0a0b0c", 0.5), "#050606");
});

Deno.test("readableOn() keeps a contrast of 4 on every step of the heat map's colours", () => {
  const luminance = (hex: string) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
      const channel = parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
      return sum +
        weight * (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
    }, 0.05);
  const scales = Object.values(THEMES).flatMap(({ heat }) => [heat.right, heat.wrong]);
  for (const { from, to } of scales) {
    for (let step = 0; step <= 100; step++) {
      const background = mix(from, to, step / 100);
      const [dark = 0, light = 0] = [background, readableOn(background)].map(luminance)
        .sort((a, b) => a - b);
      assert(light / dark >= 4, `${background} ${light / dark}`);
    }
  }
});
