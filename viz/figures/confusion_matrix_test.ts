import assert from "node:assert/strict";
import { confusionMatrix } from "./confusion_matrix.ts";
import { assertSnapshot } from "./testdata/snapshot.ts";

const classes = [
  ...["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"],
  ...["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
];
/** [10, 10]: row = true class, column = predicted class; every row has 1,000 images. */
const counts = Uint32Array.from([
  ...[862, 0, 14, 13, 3, 1, 101, 0, 6, 0],
  ...[1, 986, 0, 8, 2, 0, 2, 0, 1, 0],
  ...[13, 1, 869, 8, 55, 0, 54, 0, 0, 0],
  ...[11, 4, 9, 925, 26, 0, 25, 0, 0, 0],
  ...[1, 0, 43, 22, 881, 0, 53, 0, 0, 0],
  ...[0, 0, 0, 0, 0, 985, 0, 11, 0, 4],
  ...[89, 0, 52, 22, 66, 0, 763, 0, 8, 0],
  ...[0, 0, 0, 0, 0, 6, 0, 978, 0, 16],
  ...[2, 1, 2, 2, 3, 1, 3, 1, 985, 0],
  ...[0, 0, 0, 0, 0, 5, 1, 32, 0, 962],
]);
const two = { title: "Two", classes: ["Bag", "Coat"] };

/** The texts of a figure, in the order in which they are drawn. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = ""]) => text);
}

Deno.test("confusionMatrix() draws what was committed", () => {
  const svg = confusionMatrix({ title: "Test set", subtitle: "Fashion-MNIST", classes, counts });
  assertSnapshot("confusion_matrix", svg);
  assert.equal(
    confusionMatrix({ title: "Test set", subtitle: "Fashion-MNIST", classes, counts }),
    svg,
  );
});

Deno.test("rows are true classes: recall is at the right, precision below", () => {
  const svg = confusionMatrix({ ...two, counts: Uint32Array.of(9, 1, 3, 7) });
  const all = texts(svg);
  assert(all.includes("accuracy 80.00% (16 of 20)"));
  // Row by row: name, counts, recall; then precision.
  const from = all.indexOf("precision") + 1;
  assert.deepEqual(all.slice(from, from + 10), [
    ...["Bag", "9", "1", "90.0%", "Coat", "3", "7", "70.0%", "75.0%", "87.5%"],
  ]);
});

Deno.test("the diagonal is blue, mistakes are orange, empty cells are grey", () => {
  const svg = confusionMatrix({ ...two, counts: Uint32Array.of(5, 5, 0, 10) });
  const fills = [...svg.matchAll(/<rect fill="(#\w+)" height="40"/g)].map(([, fill]) => fill);
  assert.deepEqual(fills, ["#76a0cb", "#b83a06", "#f6f7f9", "#08519c"]);
});

Deno.test("a class that never occurs, or is never predicted, has no rate", () => {
  const svg = confusionMatrix({ ...two, counts: Uint32Array.of(4, 0, 0, 0) });
  assert.equal(texts(svg).filter((text) => text === "–").length, 2);
  assert(
    texts(confusionMatrix({ ...two, counts: new Uint32Array(4) })).includes("accuracy – (0 of 0)"),
  );
});

Deno.test("counts that fill a cell stay inside it", () => {
  const svg = confusionMatrix({ ...two, counts: Uint32Array.of(4000000000, 1, 2, 3) });
  const size = /font-size="([\d.]+)"[^>]*>4,000,000,000</.exec(svg)?.[1];
  assert(Number(size) < 10, `${size}`);
});

Deno.test("many classes and a single one are drawn too", () => {
  for (const count of [1, 26, 60]) {
    const names = Array.from({ length: count }, (_, i) => `class ${i}`);
    const svg = confusionMatrix({
      title: "Many",
      classes: names,
      counts: new Uint32Array(count * count).fill(7),
    });
    assert.equal(svg.match(/<rect[^>]*rx="2"/g)?.length, count * count + 8);
    assert.doesNotMatch(svg, /font-size="[0-6](\.|")/);
  }
});

Deno.test("the legend stays inside the narrowest figure", () => {
  const svg = confusionMatrix({ title: "One", classes: ["A"], counts: Uint32Array.of(1) });
  const width = Number(/<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1]);
  const ends = [...svg.matchAll(/<rect[^>]* width="([\d.]+)" x="([\d.]+)"/g)]
    .map(([, size, x]) => Number(size) + Number(x));
  assert(ends.every((end) => end < width), `${ends} ${width}`);
  assert(Math.max(...ends.slice(1)) < width - 20);
});

Deno.test("class names are escaped", () => {
  const svg = confusionMatrix({ ...two, classes: ["<&>", "b"], counts: new Uint32Array(4) });
  assert(svg.includes(">&lt;&amp;&gt;</text>"));
});

Deno.test("confusionMatrix() refuses counts that are not square", () => {
  assert.throws(() => confusionMatrix({ title: "T", classes, counts: new Uint32Array(90) }), {
    name: "WeftError",
    code: "usage",
    message: "Cannot draw the confusion matrix: 10 classes need 100 counts but got 90",
  });
  assert.throws(() => confusionMatrix({ title: "T", classes: [], counts: new Uint32Array(0) }), {
    name: "WeftError",
  });
});
