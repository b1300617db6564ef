import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../../cli/testing/folder.ts";
import { record } from "../../cli/testing/recorded.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { confusionMatrix, perClass } from "../../viz/mod.ts";
import { evaluate } from "../evaluate.ts";
import { evaluationText, perClassCsv } from "../outputs/format_evaluation.ts";
import { predictionsCsv } from "../outputs/format_predictions.ts";
import type { ClassifiedImages } from "./classified_images.ts";
import { imageSetFiles, writeImageSet } from "./image_set.ts";
import { drawMistakes } from "./pages.ts";

const CLASSES = ["Bag", "Coat"];

/** Images that are predicted as bags, with these truths; without any where there are none. */
function setOf(count: number, truths?: readonly number[]): ClassifiedImages {
  const predictions = Array.from({ length: count }, (_, i) => ({
    ...{ image: `${i}`, label: "Bag", index: 0, probability: 0.75 },
    probabilities: Float32Array.of(0.75, 0.25),
    ...truths && { truth: CLASSES[truths[i]!]! },
  }));
  const logits = Float32Array.from({ length: 2 * count }, (_, i) => i % 2 === 0 ? 1 : 0);
  return {
    ...{ model: "LeNet", source: "drawn images", synthetic: true, classes: CLASSES, predictions },
    images: new Uint8Array(count * IMAGE_PIXELS),
    evaluation: truths && evaluate(logits, Uint8Array.from(truths), CLASSES),
  };
}

const both = (...paths: string[]) => paths.flatMap((path) => [`${path}.svg`, `${path}.png`]);

const textOf = (set: ClassifiedImages, path: string) =>
  new TextDecoder().decode([...imageSetFiles(set)].find((file) => file.path === path)!.bytes);

Deno.test("a set with truths has tables, figures, a page of each class and an index", () => {
  const set = setOf(3, [0, 1, 0]), pages: [number, number][] = [];
  const files = [...imageSetFiles(set, {
    links: ["more.zip"],
    onPage: (done, total) => pages.push([done, total]),
  })];
  assert.deepEqual(files.map(({ path }) => path), [
    ...["predictions.csv", "per_class.csv", "evaluation.txt"],
    ...both("figures/confusion", "figures/per_class", "figures/mistakes"),
    "index.html",
    ...both("images/0-bag-01", "images/1-coat-01"),
  ]);
  assert.deepEqual(pages, [[1, 2], [2, 2]]);
  const evaluation = set.evaluation!;
  assert.equal(textOf(set, "predictions.csv"), predictionsCsv(set.predictions, CLASSES));
  assert.equal(textOf(set, "per_class.csv"), perClassCsv(evaluation.perClass));
  assert.equal(textOf(set, "evaluation.txt"), evaluationText(evaluation));
  const heading = { synthetic: true, theme: "light" } as const;
  assert.equal(
    textOf(set, "figures/confusion.svg"),
    confusionMatrix({
      ...{ ...heading, title: "LeNet: where it is wrong", subtitle: "drawn images" },
      ...{ classes: CLASSES, counts: evaluation.confusion },
    }),
  );
  assert.equal(
    textOf(set, "figures/per_class.svg"),
    perClass(evaluation.perClass, {
      ...{ ...heading, title: "LeNet: results by class" },
      subtitle: "drawn images · accuracy 66.67%",
    }),
  );
  assert.equal(textOf(set, "figures/mistakes.svg"), drawMistakes(set));
  const html = new TextDecoder().decode(files.find(({ path }) => path === "index.html")!.bytes);
  for (
    const part of [
      ...['alt="Confusion matrix"', 'alt="Precision, recall and F1 by class"'],
      ...['alt="The worst mistakes"', '<a href="predictions.csv">', '<a href="more.zip">'],
    ]
  ) assert.ok(html.includes(part), part);
});

Deno.test("a set without mistakes has no figure of them, and one without truths no scores", () => {
  const paths = (set: ClassifiedImages) => [...imageSetFiles(set)].map(({ path }) => path);
  assert.ok(!paths(setOf(2, [0, 0])).includes("figures/mistakes.svg"));
  assert.deepEqual(paths(setOf(2)), ["predictions.csv", "index.html", ...both("images/images-01")]);
});

Deno.test("writeImageSet() writes all files and says how many pages there are", () =>
  inFolder(async (folder) => {
    const write = async (count: number, signal = new AbortController().signal) => {
      const stderr = record();
      const context = { stdout: record(), stderr, signal };
      await writeImageSet(join(folder, `${count}`), setOf(count), context);
      return stderr.text;
    };
    assert.match(
      await write(1),
      /Wrote .*1.index\.html, with 1 page of images, and .* \(0\.\d MB\)\n$/,
    );
    assert.match(await write(301), /, with 2 pages of images, and/);
    const names = [...Deno.readDirSync(join(folder, "301"))].map(({ name }) => name).sort();
    assert.deepEqual(names, ["images", "index.html", "outputs.zip", "predictions.csv"]);
    assert.match(await Deno.readTextFile(join(folder, "1", "index.html")), /"outputs\.zip"/);
    await assert.rejects(write(1, AbortSignal.abort(new Error("stopped"))), /stopped/);
  }));
