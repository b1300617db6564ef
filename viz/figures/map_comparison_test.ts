import assert from "node:assert/strict";
import { mapComparison } from "./map_comparison.ts";
import { cloudMap } from "./testdata/samples.ts";

const { coordinates, labels } = cloudMap(40);
const turned = coordinates.map((value, i) => i % 2 === 0 ? -value : value);

Deno.test("both maps are drawn with the same number of dots, and one legend", () => {
  const svg = mapComparison({
    title: "T",
    maps: [{ title: "PCA", coordinates }, { title: "t-SNE", coordinates: turned }],
    labels,
  });
  const parts = svg.split("data-map=").slice(1).map((part) => part.match(/h0/g)!.length);
  assert.deepEqual(parts, [40, 40]);
  assert.equal(svg.match(/data-legend/g)!.length, 1);
});

Deno.test("every dot lies within its own map", () => {
  const svg = mapComparison({
    title: "T",
    maps: [{ title: "a", coordinates }, { title: "b", coordinates: turned }],
    labels,
  });
  svg.split("data-map=").slice(1).forEach((part, i) => {
    const left = 28 + i * 464;
    for (const [, x] of part.matchAll(/M([\d.]+) [\d.]+h0/g)) {
      assert(Number(x) >= left && Number(x) <= left + 440, `${x}`);
    }
  });
});

Deno.test("mapComparison() names the map that does not fit", () => {
  const draw = (title: string, values: Float32Array) =>
    mapComparison({ title: "T", maps: [{ title, coordinates: values }], labels });
  assert.throws(() => draw("PCA", coordinates.subarray(1)), /Cannot draw the PCA: 40 labels/);
  assert.throws(() => mapComparison({ title: "T", maps: [], labels }), /there are no maps/);
});
