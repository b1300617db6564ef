import assert from "node:assert/strict";
import { decode } from "fast-png";
import { renderPng } from "../png.ts";
import { scatter } from "./scatter.ts";
import { cloudMap } from "./testdata/samples.ts";
import { THEMES } from "./theme.ts";

/** The place of every dot by its colour, in the order in which they are painted. */
function dotsOf(svg: string): { colour: string; x: number; y: number }[] {
  return [...svg.matchAll(/<path d="((?:M[\d.]+ [\d.]+h0)+)" stroke="(#\w+)"/g)].flatMap(
    ([, path = "", colour = ""]) =>
      [...path.matchAll(/M([\d.]+) ([\d.]+)/g)]
        .map(([, x, y]) => ({ colour, x: Number(x), y: Number(y) })),
  );
}

const colours = THEMES.light.categorical;

Deno.test("scatter() draws every point once, in the colour of its class", () => {
  const map = { coordinates: Float32Array.of(0, 0, 10, 10, 10, 0) };
  const dots = dotsOf(scatter(map, { title: "T", labels: [0, 1, 2] }));
  assert.deepEqual(dots.map(({ colour }) => colour).sort(), colours.slice(0, 3).toSorted());
  const [a, b, c] = [0, 1, 2].map((i) => dots.find(({ colour }) => colour === colours[i])!);
  assert(a!.y > b!.y && a!.x < b!.x && c!.x === b!.x && c!.y === a!.y);
  assert.equal(b!.x - a!.x, a!.y - b!.y, "both axes have one scale");
});

Deno.test("scatter() draws 10,000 points in 200 kB and 60,000 in 1.5 MB, inside the frame", () => {
  for (const [count, most] of [[10_000, 200_000], [60_000, 1_500_000]] as const) {
    const { coordinates, labels } = cloudMap(count);
    const svg = scatter({ coordinates }, { title: "T", labels });
    assert(svg.length < most, `${svg.length}`);
    const dots = dotsOf(svg);
    assert.equal(dots.length, count);
    assert(dots.every(({ x, y }) => x > 28 && x < 668 && y > 84 && y < 724));
  }
});

Deno.test("no class covers another: each is spread over all layers", () => {
  const count = 10_000;
  // All points of a class follow one another, as in a sorted data set.
  const labels = Uint8Array.from({ length: count }, (_, i) => Math.floor(i / 1000));
  const { coordinates } = cloudMap(count);
  const dots = dotsOf(scatter({ coordinates }, { title: "T", labels }));
  for (const part of [dots.slice(0, count / 4), dots.slice(-count / 4)]) {
    for (const colour of colours) {
      const share = part.filter((dot) => dot.colour === colour).length / part.length;
      assert(share > 0.05 && share < 0.15, `${share}`);
    }
  }
  // No class is always painted last.
  const order = dots.map(({ colour }) => colours.indexOf(colour)).filter((index, i, all) =>
    index !== all[i - 1]
  );
  const last = order.filter((_, i) => i % 10 === 9);
  assert(new Set(last).size > 5, `${last}`);
});

Deno.test("scatter() takes the first two of more components", () => {
  const title = "T", labels = [0, 1];
  assert.equal(
    scatter({ coordinates: Float32Array.of(1, 2, 9, 3, 4, 8) }, { title, labels }),
    scatter({ coordinates: Float32Array.of(1, 2, 3, 4) }, { title, labels }),
  );
});

Deno.test("axes have names and ticks if they are given, and nothing otherwise", () => {
  const { coordinates, labels } = cloudMap(100);
  const bare = scatter({ coordinates }, { title: "T", labels });
  assert.doesNotMatch(bare, /<line/);
  const svg = scatter({ coordinates }, { title: "T", labels, axes: ["first", "second"] });
  assert.match(svg, />first<\/text>/);
  assert.match(svg, /rotate\(-90[^>]*>second<\/text>/);
  assert(svg.match(/<line/g)!.length >= 8);
});

Deno.test("points at one place, a single one, and classes without points are drawn too", () => {
  const same = scatter({ coordinates: new Float32Array(20) }, {
    title: "T",
    labels: new Uint8Array(10),
    classes: ["Bag", "Coat"],
    axes: ["x", "y"],
  });
  assert.equal(dotsOf(same).length, 10);
  assert.match(same, />Coat<\/text>\n<text[^>]*>0<\/text>/);
  const one = scatter({ coordinates: Float32Array.of(-1e9, 1e-9) }, { title: "T", labels: [0] });
  assert.equal(dotsOf(one).length, 1);
});

Deno.test("the renderer of PNGs draws subpaths without length as dots", () => {
  const svg = scatter({ coordinates: new Float32Array(2) }, { title: "", labels: [2] });
  const { data, width, channels } = decode(renderPng(svg, { scale: 1 }));
  const { x, y } = dotsOf(svg)[0]!;
  // The name of the class stands in the middle of its dot; the dot's edge shows above.
  const at = (Math.round(y - 3) * width + Math.round(x)) * channels;
  assert(data[at]! > 150 && data[at + 1]! < 120, `${data.slice(at, at + 3)}`);
});

Deno.test("titles, notes and class names are escaped, and synthetic data are marked", () => {
  const svg = scatter({ coordinates: new Float32Array(4) }, {
    title: "<a>",
    labels: [0, 0],
    classes: ["<&>"],
    note: "1 < 2",
    synthetic: true,
  });
  for (
    const text of ["&lt;a&gt;", ">&lt;&amp;&gt;</text>", ">1 &lt; 2</text>", ">synthetic data<"]
  ) {
    assert(svg.includes(text), text);
  }
});

Deno.test("scatter() refuses invalid input with the reason", () => {
  const refused = (coordinates: number[], labels: number[], message: RegExp, classes?: string[]) =>
    assert.throws(
      () =>
        scatter({ coordinates: Float32Array.from(coordinates) }, {
          title: "T",
          labels,
          ...classes && { classes },
        }),
      { name: "WeftError", code: "usage", message },
    );
  refused([], [], /^Cannot draw the map: there are no points/);
  refused([1, 2, 3], [0, 0], /2 labels do not fit to 3 coordinates/);
  refused([1, 2], [0, 0], /2 labels do not fit to 2 coordinates/);
  refused([1, 2, NaN, 4], [0, 0], /a coordinate of point 1 is NaN/);
  refused([1, 2, 3, Infinity], [0, 0], /a coordinate of point 1 is Infinity/);
  refused([1, 2], [3], /the label of point 0 is 3, there are 2 classes/, ["a", "b"]);
  refused([1, 2], [0.5], /the label of point 0 is 0\.5$/);
  refused([1, 2], [-1], /the label of point 0 is -1$/);
});
