import assert from "node:assert/strict";
import { SAMPLES } from "./samples.ts";
import { assertSnapshot } from "./snapshot.ts";

for (const [name, draw] of Object.entries(SAMPLES)) {
  Deno.test(`${name} is drawn with the committed bytes, each time`, () => {
    const svg = draw();
    assertSnapshot(name, svg);
    assert.equal(draw(), svg);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  });
}
