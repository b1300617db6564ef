import assert from "node:assert/strict";
import * as viz from "./mod.ts";

/** The packages that figures import, and the name by which examples in comments import them. */
const PACKAGES = new Set(["@svgdotjs/svg.js", "fflate", "weft-ml"]);

Deno.test("mod.ts exports the figures and the maps", () => {
  assert.deepEqual(Object.keys(viz).sort(), [
    ...["accuracies", "animation", "architecture", "calibrationCurve", "confusionMatrix", "curves"],
    ...["explainedVariance", "imageGrid", "mapComparison", "mapQuality", "pca"],
    ...["perClass", "scatter", "thumbnailMap", "tsne"],
  ]);
});

Deno.test("every module that mod.ts reaches is marked as browser compatible and is", () => {
  const seen = new Set<string>();
  const visit = (url: URL) => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const source = Deno.readTextFileSync(url);
    assert(source.startsWith("// This module is browser compatible.\n"), url.href);
    for (const [, specifier = ""] of source.matchAll(/from "([^"]+)"/g)) {
      if (specifier.startsWith(".")) visit(new URL(specifier, url));
      else assert(PACKAGES.has(specifier), `${url.href}: ${specifier}`);
    }
    assert.doesNotMatch(source, /\bDeno\.|\bprocess\.\w|\bBuffer\b/, url.href);
  };
  visit(new URL("./mod.ts", import.meta.url));
  assert(seen.size > 10);
});
