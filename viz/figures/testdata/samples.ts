// This module is browser compatible.

import { accuracies } from "../accuracies.ts";
import { architecture } from "../architecture.ts";
import { calibrationCurve } from "../calibration_curve.ts";
import { confusionMatrix } from "../confusion_matrix.ts";
import { curves } from "../curves.ts";
import { explainedVariance } from "../explained_variance.ts";
import { imageGrid } from "../image_grid.ts";
import { mapComparison } from "../map_comparison.ts";
import { perClass } from "../per_class.ts";
import { scatter } from "../scatter.ts";
import { thumbnailMap } from "../thumbnail_map.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** The class names of Fashion-MNIST. */
export const CLASSES = [
  ...["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"],
  ...["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
] as const;

/**
 * Makes a generator of numbers from 0 to 1 that are the same in every host: a linear congruential
 * one with the constants of glibc.
 */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state, 1103515245) + 12345 & 0x7fffffff;
    return (state >> 8) / (0x7fffffff >> 8);
  };
}

/** Makes ten clouds of points on a ring, of which neighbours overlap: [count, 2]. */
export function cloudMap(count: number): { coordinates: Float32Array; labels: Uint8Array } {
  const ring = [[8, 0], [6, 5], [2, 8], [-2, 8], [-6, 5], [-8, 0], [-6, -5], [-2, -8], [2, -8]];
  const middles = [...ring, [6, -5]];
  const draw = noise(7);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  const coordinates = Float32Array.from({ length: 2 * count }, (_, i) => {
    const middle = middles[labels[i >> 1]!]![i & 1]!;
    return middle + (draw() + draw() + draw() - 1.5) * 3;
  });
  return { coordinates, labels };
}

/** Makes images of a filled diamond that grows from one image to the next: [count, 28, 28]. */
export function diamonds(count: number): Uint8Array {
  return Uint8Array.from({ length: count * IMAGE_PIXELS }, (_, i) => {
    const index = Math.floor(i / IMAGE_PIXELS), x = i % 28, y = Math.floor(i % IMAGE_PIXELS / 28);
    const distance = Math.abs(x - 13.5) + Math.abs(y - 13.5);
    if (distance > 4 + index % 10) return 0;
    return 255 - Math.floor(distance * 12);
  });
}

const results = CLASSES.map((label, i) => {
  const precision = 0.99 - (i * 7 % 10) / 40, recall = 0.97 - (i * 3 % 10) / 50;
  return {
    label,
    precision,
    recall,
    f1: 2 * precision * recall / (precision + recall),
    count: 1000 - i,
  };
});

const subtitle = "Fashion-MNIST, 300 test images · accuracy 90.00%";
const epochs = Array.from({ length: 12 }, (_, i) => i + 1);

/** Figures of each kind, by the name of the committed snapshot. */
export const SAMPLES: Readonly<Record<string, () => string>> = {
  scatter_axes: () => {
    const { coordinates, labels } = cloudMap(300);
    return scatter({ coordinates }, {
      title: "LeNet: PCA of its embeddings",
      subtitle,
      labels,
      classes: CLASSES,
      axes: ["PC 1 (41.0% of the variance)", "PC 2 (12.5% of the variance)"],
      note: "trustworthiness 0.812",
    });
  },
  scatter_dark: () => {
    const { coordinates, labels } = cloudMap(3000);
    const title = "LeNet: t-SNE of its embeddings";
    return scatter({ coordinates }, { title, subtitle, theme: "dark", synthetic: true, labels });
  },
  map_comparison: () => {
    const { coordinates, labels } = cloudMap(200);
    return mapComparison({
      title: "LeNet: PCA beside t-SNE",
      subtitle,
      labels,
      classes: CLASSES,
      maps: [
        { title: "PCA", coordinates, note: "trustworthiness 0.812 · 41.0% of the variance" },
        { title: "t-SNE", coordinates: coordinates.map((value, i) => i % 2 ? value / 2 : -value) },
      ],
    });
  },
  thumbnail_map: () => {
    const { coordinates, labels } = cloudMap(60);
    const title = "LeNet: t-SNE of its embeddings";
    const options = { title, subtitle, labels, classes: CLASSES, note: "perplexity 30" };
    return thumbnailMap({ coordinates }, diamonds(60), options);
  },
  image_grid: () =>
    imageGrid(diamonds(14), {
      title: "LeNet: what it says of the first images",
      subtitle,
      columns: 7,
      captions: Array.from({ length: 14 }, (_, i) => ({
        name: `#${i}`,
        truth: CLASSES[i % 10]!,
        predicted: CLASSES[(i % 5 === 3 ? i + 1 : i) % 10]!,
        probability: 1 - i / 40,
      })),
      note: "A cross marks a mistake.",
    }),
  image_grid_dark: () =>
    imageGrid(Float32Array.from(diamonds(5), (grey) => grey / 255), {
      title: "Images without captions",
      theme: "dark",
    }),
  explained_variance: () => {
    const shares = Array.from({ length: 24 }, (_, i) => 1 / ((i + 1) * (i + 2)));
    return explainedVariance({ explainedVarianceRatio: shares }, {
      title: "LeNet: variance of its embeddings",
      subtitle,
    });
  },
  per_class: () => perClass(results, { title: "LeNet: results by class", subtitle }),
  confusion_matrix_dark: () =>
    confusionMatrix({
      title: "LeNet: where it is wrong",
      subtitle: "Fashion-MNIST, test images",
      theme: "dark",
      classes: CLASSES,
      counts: Uint32Array.from(
        { length: 100 },
        (_, i) => i % 11 === 0 ? 900 - i : i * i % 7 === 0 ? i : 0,
      ),
    }),
  architecture: () =>
    architecture({
      title: "A model of its own: architecture",
      subtitle: "Fashion-MNIST · 13,402 parameters",
      blocks: [
        { name: "image", operators: ["input"], shape: [1, 28, 28], parameters: 0 },
        {
          name: "conv1",
          operators: ["conv 3 × 3", "batch norm", "ReLU"],
          shape: [32, 28, 28],
          parameters: 352,
        },
        { name: "pool1", operators: ["max pool 2 × 2"], shape: [32, 14, 14], parameters: 0 },
        { name: "mean", operators: ["dense"], shape: [2], parameters: 12546, after: 2 },
        { name: "class", operators: ["dense"], shape: [10], parameters: 504, after: 2 },
      ],
    }),
  architecture_dark: () =>
    architecture({
      title: "A long model",
      theme: "dark",
      blocks: Array.from({ length: 14 }, (_, i) => ({
        name: `fc${i}`,
        operators: ["dense"],
        shape: [1 << i],
        parameters: i,
      })),
    }),
  calibration_curve: () =>
    calibrationCurve({
      title: "LeNet: can its probabilities be believed?",
      subtitle,
      confidences: Array.from({ length: 300 }, (_, i) => 0.3 + i * i * 0.7 / 90_000),
      correct: Array.from({ length: 300 }, (_, i) => i % 9 < 2 + i / 50),
    }),
  calibration_curve_dark: () =>
    calibrationCurve({
      title: "LeNet: can its probabilities be believed?",
      theme: "dark",
      synthetic: true,
      confidences: [0, 1, 1, 0.5],
      correct: [false, true, false, true],
    }),
  accuracies: () =>
    accuracies({
      title: "What each change bought",
      subtitle,
      intervals: "mean and range of 2 seeds",
      reference: { name: "LeNet", value: 0.884 },
      accuracies: ["LeNet", "LeNet + 32 filters", "LeNet + batch norm"].map((name, i) => ({
        name,
        value: 0.884 + i / 128,
        low: 0.88 + i / 128,
        high: 0.888 + i / 128,
        runs: [0.88 + i / 128, 0.888 + i / 128],
      })),
    }),
  curves_bands: () =>
    curves({
      title: "What each change bought",
      subtitle: "Fashion-MNIST, two seeds each",
      epochs,
      panels: [{
        title: "Validation accuracy, mean and range",
        format: "percent",
        series: ["LeNet", "LeNet + 32 filters", "LeNet + batch norm"].map((name, i) => {
          const values = epochs.map((e) => 0.87 + i / 64 - 0.25 / e);
          const range = {
            low: values.map((value) => value - 0.008),
            high: values.map((value, e) => value + 0.012 - e / 1000),
          };
          return { name, values, range };
        }),
      }],
    }),
  curves_dark: () =>
    curves({
      title: "LeNet: loss and accuracy",
      subtitle: "Fashion-MNIST, recipe default, seed 1",
      theme: "dark",
      epochs,
      panels: [
        {
          title: "Loss (nats)",
          series: [
            { name: "train", values: epochs.map((e) => 0.1 + 0.5 / e) },
            { name: "validation", values: epochs.map((e) => 0.2 + 0.3 / e + e / 300) },
          ],
        },
        {
          title: "Accuracy",
          format: "percent",
          series: [{ name: "test", values: epochs.map((e) => e === 12 ? 0.91 : null) }],
        },
      ],
    }),
  accuracies_long_names: () =>
    accuracies({
      title: "Accuracies without a reference",
      intervals: "95% confidence intervals",
      accuracies: [
        {
          name: "A network whose name is wider than its room in the figure",
          value: 1,
          low: 0.97,
          high: 1,
        },
        { name: "B", value: 0.5, low: 0.25, high: 0.75, runs: [0.25, 0.5, 0.75] },
      ],
    }),
  architecture_branches: () =>
    architecture({
      title: "Branches and long names",
      blocks: [
        { name: "photograph", operators: ["input"], shape: [3, 32, 32], parameters: 0 },
        {
          name: "block_expanded_convolution",
          operators: ["depthwise convolution 3 × 3", "ReLU"],
          shape: [64, 16, 16],
          parameters: 1_234_567,
        },
        { name: "a", operators: ["average pool"], shape: [64, 2, 2], parameters: 0, after: 1 },
        { name: "b", operators: ["dense"], shape: [64, 2, 2], parameters: 9, after: 1 },
        { name: "c", operators: ["dense"], shape: [2000], parameters: 10, after: 1 },
        { name: "d", operators: ["ReLU"], shape: [10], parameters: 0 },
      ],
    }),
  confusion_matrix_many: () =>
    confusionMatrix({
      title: "Eighteen classes",
      classes: Array.from({ length: 18 }, (_, i) =>
        i % 9 ? `class ${i}` : `a long name of class ${i}`),
      counts: Uint32Array.from(
        { length: 18 * 18 },
        (_, i) =>
          i % 19 === 0 ? 1_234_567 + i : i % 5 === 0 ? i : 0,
      ),
    }),
  confusion_matrix_two: () =>
    confusionMatrix({
      title: "Two classes",
      classes: ["Yes", "No"],
      counts: Uint32Array.of(9, 1, 0, 0),
    }),
  explained_variance_few: () =>
    explainedVariance({ explainedVarianceRatio: [0.75, 0.25] }, { title: "Two components" }),
  explained_variance_many: () =>
    explainedVariance({ explainedVarianceRatio: Array.from({ length: 60 }, () => 1 / 64) }, {
      title: "Sixty components",
      theme: "dark",
    }),
  image_grid_captions: () =>
    imageGrid(diamonds(3), {
      title: "Captions",
      columns: 10,
      captions: [
        { name: "a very long name of a file.png", predicted: "Bag" },
        { truth: "Coat", predicted: "Coat", probability: 1 },
        { truth: "Ankle boot", predicted: "T-shirt/top", probability: 0.004 },
      ],
    }),
  map_comparison_four: () => {
    const { coordinates, labels } = cloudMap(40);
    const remark = "a remark that needs more than half of the room below a map";
    const map = (title: string, scale: number) => ({
      title,
      note: Array(scale > 1 ? 3 : 1).fill(remark).join(" · "),
      coordinates: coordinates.map((value) => value * scale),
    });
    return mapComparison({
      title: "Four maps",
      theme: "dark",
      labels,
      maps: [map("one", 1), map("ten", 10), map("half", 0.5), map("nothing", 0)],
    });
  },
  per_class_low: () =>
    perClass([
      {
        label: "A class with a name that is wider than its room",
        precision: 0,
        recall: 0,
        f1: 0,
        count: 3,
      },
      { label: "B", precision: 1, recall: 0.01, f1: 0.02, count: 1_000_000 },
    ], { title: "Low results", theme: "dark" }),
  scatter_few: () => {
    const title = "Three points";
    const coordinates = Float32Array.of(0, 0, 1e-6, 2e-6, 3e-6, 1e-6);
    const options = {
      title,
      labels: Uint8Array.of(0, 1, 1),
      classes: ["Bag", "A long name of a class"],
    };
    return scatter({ coordinates }, options);
  },
  curves_flat: () =>
    curves({
      title: "Equal values, missing epochs and a long name",
      epochs: [3, 4, 5],
      panels: [
        { title: "Loss (nats)", series: [{ name: "train", values: [2, 2, 2] }] },
        {
          title: "Accuracy",
          format: "percent",
          series: [
            { name: "a name that is wider than the margin", values: [0.99, null, 1] },
            { name: "validation", values: [null, 0.5, null] },
            { name: "test", values: [0.98, 0.99, 1] },
          ],
        },
      ],
    }),
  curves_crowded: () =>
    curves({
      title: "Crossing lines, and a panel without numbers",
      epochs,
      panels: [
        {
          title: "Loss (nats)",
          series: ["a", "b", "c", "d"].map((name, i) => ({
            name,
            values: epochs.map((e) => 1 + ((e * (i + 3)) % 7) / 9 + (i % 2 ? e : -e) / 40),
          })),
        },
        {
          title: "Accuracy",
          format: "percent",
          series: [{ name: "test", values: epochs.map(() => null) }],
        },
      ],
    }),
};
