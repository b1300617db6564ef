import assert from "node:assert/strict";
import type { Prediction } from "../outputs/format_predictions.ts";
import type { ClassifiedImages } from "./classified_images.ts";
import { drawMistakes, drawPage, groupImages } from "./pages.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const classes = ["T-shirt/top", "Ankle boot"];

/** An image set with these probabilities of the second class, and these true classes. */
function imageSet(probabilities: number[], truths?: number[]): ClassifiedImages {
  const predictions = probabilities.map((p, i): Prediction => {
    const index = p > 0.5 ? 1 : 0;
    return {
      image: truths ? String(i) : `photos/${i}.png`,
      label: classes[index]!,
      index,
      probability: Math.max(p, 1 - p),
      probabilities: Float32Array.of(1 - p, p),
      ...truths && { truth: classes[truths[i]!]! },
    };
  });
  const images = new Uint8Array(probabilities.length * IMAGE_PIXELS);
  const evaluation = truths &&
    { loss: 0, accuracy: 0.5, perClass: [], confusion: new Uint32Array(4) };
  return {
    model: "LeNet",
    source: "S",
    synthetic: false,
    classes,
    images,
    predictions,
    evaluation,
  };
}

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);

Deno.test("each class is a group, ordered from the least to the most probable image", () => {
  const groups = groupImages(imageSet([0.9, 0.2, 0.6, 0.1, 0.2], [1, 1, 1, 0, 1]));
  assert.deepEqual(groups.map(({ title, indices, mistakes }) => [title, indices, mistakes]), [
    ["T-shirt/top", [3], 0],
    ["Ankle boot", [1, 4, 2, 0], 2],
  ]);
  assert.deepEqual(groups.map(({ pages }) => pages.map(({ path }) => path)), [
    ["images/0-t-shirt-top-01"],
    ["images/1-ankle-boot-01"],
  ]);
});

Deno.test("every image is on exactly one page, pages have full rows and at most 300 images", () => {
  for (const count of [1, 12, 299, 300, 301, 1000, 1201]) {
    const [group] = groupImages(imageSet(new Array(count).fill(0.9), new Array(count).fill(1)));
    const sizes = group!.pages.map(({ indices }) => indices.length);
    assert.deepEqual(
      group!.pages.flatMap(({ indices }) => indices).sort((a, b) => a - b),
      Array.from({ length: count }, (_, i) => i),
    );
    assert(sizes.every((size) => size > 0 && size <= 300), `${sizes}`);
    assert(sizes.slice(0, -1).every((size) => size % 12 === 0), `${sizes}`);
    assert.equal(new Set(group!.pages.map(({ path }) => path)).size, sizes.length);
  }
});

Deno.test("without labels one group has the images in their order, named by their files", () => {
  const set = imageSet([0.9, 0.1]);
  const [group, ...others] = groupImages(set);
  assert.equal(others.length, 0);
  assert.deepEqual([group!.indices, group!.mistakes], [[0, 1], undefined]);
  const svg = drawPage(set, group!.pages[0]!);
  assert(texts(svg).includes("1.png"));
  assert(svg.includes("0 of them marked as mistaken"));
  assert.equal(drawMistakes(set), undefined);
});

Deno.test("a page names the model, the class, the data and the accuracy", () => {
  const set = imageSet([0.9, 0.2], [1, 1]);
  const svg = drawPage({ ...set, synthetic: true }, groupImages(set)[0]!.pages[0]!);
  assert.deepEqual(texts(svg).slice(0, 3), [
    ...["LeNet: Ankle boot", "synthetic data", "S · accuracy 50.00%"],
  ]);
  assert(texts(svg).includes("true: Ankle boot"));
});

Deno.test("drawMistakes() shows the 96 mistakes with the highest probabilities", () => {
  const svg = drawMistakes(imageSet([0.9, 0.2, 0.1, 0.3, 0.6], [1, 1, 1, 1, 0]))!;
  const names = texts(svg).filter((text) => text?.startsWith("#"));
  assert.deepEqual(names, ["#2", "#1", "#3", "#4"]);
  assert(texts(svg).includes("All 4 mistakes, the most confident first."));
  const many = drawMistakes(imageSet(new Array(200).fill(0.1), new Array(200).fill(1)))!;
  assert(texts(many).includes("The 96 most confident of 200 mistakes."));
  assert(texts(drawMistakes(imageSet([0.1], [1]))!).includes("The only mistake."));
  assert.equal(drawMistakes(imageSet([0.9], [1])), undefined);
});

Deno.test("the figure of mistakes shows each mistake's own image", () => {
  const set = imageSet([0.9, 0.8, 0.7], [0, 0, 0]);
  const drawn = [undefined, 0, 1, 2].map((changed) => {
    const images = set.images.slice();
    if (changed !== undefined) {
      images.fill(255, changed * IMAGE_PIXELS, (changed + 1) * IMAGE_PIXELS);
    }
    return drawMistakes({ ...set, images });
  });
  assert.equal(new Set(drawn).size, 4);
});
