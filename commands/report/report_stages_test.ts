import assert from "node:assert/strict";
import type { ReportOptions } from "./report_options.ts";
import { reportStages } from "./report_stages.ts";
import type { ChapterName, Stage } from "./stages/stage.ts";
import { sampleOptions } from "./testing/sample_report.ts";

/** Options with the numbers of Fashion-MNIST's images, which no stage reads before it runs. */
function options(quick: boolean): ReportOptions {
  const { dataset, ...rest } = sampleOptions({ quick, recipe: quick ? "fast" : "default" });
  const train = { ...dataset.train, count: 60_000 }, test = { ...dataset.test, count: 10_000 };
  return { ...rest, dataset: { ...dataset, train, test } };
}

const RUNS = ["train-lenet", "train-lenet-modified"];

/** Each stage with its title, chapter and needs, and its seconds in a quick and a full report. */
const STAGES: Readonly<
  Record<string, readonly [string, ChapterName, readonly string[], number, number]>
> = {
  "train-lenet": ["training LeNet", "models", [], 33.25, 63.5],
  "see-lenet": ["evaluating LeNet", "models", ["train-lenet"], 8, 60],
  "train-lenet-modified": ["training Modified LeNet", "models", [], 42.5, 196.5],
  "see-lenet-modified": ["evaluating Modified LeNet", "models", ["train-lenet-modified"], 8, 60],
  ablation: ["training the modifications one by one", "modifications", [], 90.55, 1594.89],
  maps: ["PCA beside t-SNE", "maps", RUNS, 8, 75],
  "train-vae": ["training VAE", "vae", [], 48, 486],
  "see-vae": ["evaluating VAE", "vae", ["train-vae"], 15, 15],
  parity: ["comparing the runtimes", "parity", [...RUNS, "train-vae"], 25, 240],
  "conclude-classifiers": [
    ...["conclusions on the classifiers", "conclusions"] as const,
    ...[["see-lenet", "see-lenet-modified"], 0.1, 0.1] as const,
  ],
  "conclude-modifications": [
    ...["conclusions on the modifications", "conclusions", ["ablation"], 0.1, 0.1] as const,
  ],
  "conclude-maps": ["conclusions on the maps", "conclusions", ["maps"], 0.1, 0.1],
};

Deno.test("the stages of a report have these titles, chapters, needs and expected seconds", () => {
  const quick = reportStages(options(true)), full = reportStages(options(false));
  const found = full.map(({ name, title, chapter, needs, weight }, i) => [
    name,
    [title, chapter, needs, Number(quick[i]!.weight.toFixed(2)), Number(weight.toFixed(2))],
  ]);
  assert.deepEqual(found, Object.entries(STAGES));
});

Deno.test("a quick report has fewer images, points and runtimes", () => {
  const settings = (quick: boolean) => {
    const stages = reportStages(options(quick));
    const of = (name: string) =>
      stages.find((stage): stage is Stage => stage.name === name)!.settings as Record<
        string,
        unknown
      >;
    const { runtimes, images, softwareImages } = of("parity");
    return {
      shown: of("see-lenet").images,
      points: [of("maps").count, of("maps").perplexity],
      compared: [images, softwareImages, (runtimes as string[]).some((name) => /gpu/.test(name))],
      epochs: [of("train-lenet").epochs, of("train-lenet").recipe],
    };
  };
  assert.deepEqual(settings(true), {
    ...{ shown: 600, points: [1500, 30], compared: [500, 100, false], epochs: [5, "fast"] },
  });
  assert.deepEqual(settings(false), {
    ...{ shown: "all", points: [10_000, 30], compared: ["all", 100, true] },
    epochs: [10, "default"],
  });
});

Deno.test("few test images are all mapped", () => {
  const maps = reportStages(sampleOptions()).find(({ name }) => name === "maps")!;
  assert.equal((maps.settings as { count: number }).count, 20);
});
