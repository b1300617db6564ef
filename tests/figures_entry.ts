// This module is browser compatible.
// deno-lint-ignore-file no-console
// What figures_everywhere_test.ts bundles: draws a figure of each kind and hands the text out in the one way that every
// runtime has, as ASCII.
import { SAMPLES } from "../viz/figures/testdata/samples.ts";

const figures = Object.entries(SAMPLES).map(([name, draw]) => [name, draw()]);
const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(figures)));
const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
if (typeof document === "undefined") console.log(text);
else document.body.textContent = text;
