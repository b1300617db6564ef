import assert from "node:assert/strict";
import { pageStyle } from "./page_style.ts";

/** The relative luminance of a colour such as `#14181d` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const level = parseInt(colour.slice(at, at + 2), 16) / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** The contrast of two colours, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright! + 0.05) / (dark! + 0.05);
}

Deno.test("every text colour of both themes can be read on its background", () => {
  const style = pageStyle(
    { regular: Uint8Array.of(1), semibold: Uint8Array.of(2) },
    new Map([["--grid", ["#dddddd", "#333333"]]]),
  );
  const themes = [...style.matchAll(/\{[^{}]*--paper:[^{}]*\}/g)].map(([block]) =>
    Object.fromEntries<string>(
      [...block.matchAll(/(--[\w-]+): ?([^;}]*)/g)].map((
        [, name, value],
      ) => [name!, value!.trim()]),
    )
  );
  assert.deepEqual(themes.map((theme) => theme["--grid"]), ["#dddddd", "#333333"]);
  for (const theme of themes) {
    for (const [name, colour] of Object.entries(theme)) assert.match(colour, /^#[\da-f]{6}$/, name);
    for (const name of ["--strong", "--text", "--muted", "--accent"]) {
      for (const paper of ["--paper", "--raised"]) {
        assert.ok(contrast(theme[name]!, theme[paper]!) >= 4.5, `${name} on ${paper}`);
      }
    }
    assert.ok(contrast(theme["--warning"]!, theme["--warning-paper"]!) >= 4.5);
  }
});
