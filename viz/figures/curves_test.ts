import assert from "node:assert/strict";
import { renderPng } from "../png.ts";
import { curves, type CurvesOptions } from "./curves.ts";
import { assertSnapshot } from "./testdata/snapshot.ts";

/** A training that overfits a little, by a formula that is the same in every host. */
function training(count: number, validation = true, test = true): CurvesOptions {
  const epochs = Array.from({ length: count }, (_, i) => i + 1);
  const wobble = (epoch: number) => (epoch * 7919 % 101 / 101 - 0.5) * 0.01;
  const series = (
    train: (epoch: number) => number,
    held: (epoch: number) => number,
    end: number,
  ) => [
    { name: "train", values: epochs.map(train) },
    ...validation ? [{ name: "validation", values: epochs.map(held) }] : [],
    ...test ? [{ name: "test", values: epochs.map((epoch) => epoch === count ? end : null) }] : [],
  ];
  return {
    title: "Training the modified LeNet",
    subtitle: "Fashion-MNIST · a-run",
    epochs,
    panels: [
      {
        title: "Loss",
        series: series(
          (e) => 0.12 + 0.48 / e + wobble(e),
          (e) => 0.22 + 0.24 / e + 0.002 * e + wobble(e + 3),
          0.25,
        ),
      },
      {
        title: "Accuracy",
        format: "percent",
        series: series((e) => 0.95 - 0.15 / e, (e) => 0.917 - 0.08 / e + wobble(e) / 3, 0.9157),
      },
    ],
  };
}

/** The attribute `name` of every element whose tag has `part` in it and does not match `except`. */
function attributes(svg: string, part: string, name: string, except = /^$/): string[] {
  return [...svg.matchAll(/<[^>]+>/g)].filter(([tag]) => tag.includes(part) && !except.test(tag))
    .flatMap(([tag]) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? []);
}

Deno.test("curves() draws what was committed, for 1, 3, 15 and 60 epochs", () => {
  assertSnapshot("curves_1", curves(training(1)));
  assertSnapshot("curves_3", curves({ ...training(3), synthetic: true }));
  assertSnapshot("curves_15", curves(training(15)));
  assertSnapshot("curves_60", curves(training(60)));
  assertSnapshot("curves_train_only", curves(training(15, false, false)));
});

Deno.test("curves() gives the same bytes twice", () => {
  assert.equal(curves(training(15)), curves(training(15)));
});

Deno.test("every series has a group, and a path where it has two values", () => {
  const svg = curves(training(15));
  assert.deepEqual(attributes(svg, "data-series", "data-series"), [
    ...["train", "validation", "test", "train", "validation", "test"],
  ]);
  assert.equal(attributes(svg, 'fill="none"', "d").length, 4);
  for (const path of attributes(svg, 'fill="none"', "d")) {
    assert.equal(path.match(/[ML]/g)?.length, 15, path);
  }
});

Deno.test("every series is named at its end with its last value", () => {
  const svg = curves(training(15));
  for (const text of ['test<tspan dx="4" font-weight="400">0.250', "91.6%</tspan>"]) {
    assert(svg.includes(text), text);
  }
});

Deno.test("names at the ends never touch, even where all lines end in one point", () => {
  const names = ["train", "validation", "test", "a", "b"];
  const series = names.map((name) => ({ name, values: [0.5, 0.25] }));
  for (const panels of [[{ title: "Loss", series }], training(1).panels, training(60).panels]) {
    const svg = curves({
      title: "T",
      epochs: panels[0]?.series[0]?.values.map((_, i) => i) ?? [],
      panels,
    });
    for (const panel of svg.split("data-panel").slice(1)) {
      const heights = attributes(panel, '-label="', "y", /label="best/).map(Number).sort((a, b) =>
        a - b
      );
      heights.slice(1).forEach((y, i) => assert(y - (heights[i] ?? 0) >= 14, `${heights}`));
    }
  }
});

Deno.test("the best value is marked: least loss, greatest accuracy, or the given end", () => {
  const values = [0.5, 0.2, 0.9, 0.4];
  const panel = (extra: object) =>
    curves({
      title: "T",
      epochs: [1, 2, 3, 4],
      panels: [{ title: "P", series: [{ name: "train", values }], ...extra }],
    });
  assert(panel({}).includes("best 0.200, epoch 2"));
  assert(panel({ format: "percent" }).includes("best 90.0%, epoch 3"));
  assert(panel({ best: "max" }).includes("best 0.900, epoch 3"));
});

Deno.test("missing values are gaps, and a panel without any has a note", () => {
  const values = [0.5, NaN, 0.4, 0.3, null, Infinity];
  const svg = curves({
    title: "Gaps",
    epochs: [1, 2, 3, 4, 5, 6],
    panels: [
      { title: "Loss", series: [{ name: "train", values }] },
      { title: "Accuracy", series: [{ name: "train", values: values.map(() => null) }] },
      { title: "Nothing", series: [] },
    ],
  });
  assert.equal(svg.match(/not measured/g)?.length, 2);
  assert.equal(attributes(svg, 'fill="none"', "d")[0]?.match(/M/g)?.length, 1);
  assert.doesNotMatch(svg, /NaN|Infinity/);
});

Deno.test("curves() draws the loss of a run that diverged, and of one that did not move", () => {
  for (const values of [[2.3, 4e9, 3e38], [0.7, 0.7, 0.7], [0, 0, 0], [-5, -6, -7]]) {
    const svg = curves({
      title: "T",
      epochs: [1, 2, 3],
      panels: [{ title: "Loss", series: [{ name: "train", values }] }],
    });
    assert(renderPng(svg, { scale: 0.5 }).length > 1000);
  }
});

Deno.test("titles are escaped, long ones shortened, synthetic data named as such", () => {
  const svg = curves({ ...training(3), title: `<&"> LeNet`, synthetic: true });
  assert(svg.includes('>&lt;&amp;"&gt; LeNet</text>'));
  assert(svg.includes(">synthetic data</text>"));
  assert(svg.includes("The data are synthetic.</desc>"));
  assert.match(
    curves({ ...training(3), subtitle: "a long name ".repeat(40) }),
    /long[^<]*…<\/text>/,
  );
});

Deno.test("curves() refuses invalid input with the reason", () => {
  const good = training(3);
  const refused = (options: Partial<CurvesOptions>, message: RegExp) =>
    assert.throws(() => curves({ ...good, ...options }), {
      name: "WeftError",
      code: "usage",
      message,
    });
  refused({ epochs: [] }, /there are no epochs/);
  refused({ panels: [] }, /there are no panels/);
  refused({ epochs: [1, 2] }, /"train" of "Loss" has 3 values for 2 epochs/);
  refused({ epochs: [1, 3, 2] }, /epoch 2 follows 3/);
  refused({ epochs: [1, 2, 2] }, /epoch 2 follows 2/);
  refused({ epochs: [1, NaN, 3] }, /epoch NaN follows 1/);
});

Deno.test("a band reaches from the least to the greatest value, and the best has no mark", () => {
  const draw = (range?: { low: number[]; high: number[] }) =>
    curves({
      title: "T",
      epochs: [1, 2, 3],
      panels: [{
        title: "P",
        series: [{ name: "LeNet", values: [0.5, 0.9, 0.7], ...range ? { range } : {} }],
      }],
    });
  const svg = draw({ low: [0.1, 0.8, 0.6], high: [0.6, 1.5, 0.8] });
  const [band] = attributes(svg, 'data-band="LeNet"', "d");
  assert.equal(band?.match(/[ML]/g)?.length, 6);
  assert(svg.includes(">1.4<"), "the axis has room for the band");
  assert(!svg.includes("best 0.500") && draw().includes("best 0.500"));
  assert.throws(
    () => draw({ low: [0.1], high: [0.6] }),
    /the range of "LeNet" of "P" does not have 3/,
  );
  assert.throws(() => draw({ low: [0.1, NaN, 0], high: [1, 1, 1] }), /the range of "LeNet"/);
});

Deno.test("a panel has the size that it is given", () => {
  const panels = [{ title: "Loss", series: [{ name: "train", values: [2, 1] }] }];
  const size = (svg: string) => /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.slice(1).map(Number);
  const [usualWidth, usualHeight] = size(curves({ title: "", epochs: [1, 2], panels }));
  const panelSize = { width: 300, height: 200 };
  const [width, height] = size(curves({ title: "", epochs: [1, 2], panels, panelSize }));
  assert.deepEqual([usualWidth! - width!, usualHeight! - height!], [604, 220]);
});
