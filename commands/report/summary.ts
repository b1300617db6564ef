import { classifiers, models, vaes } from "../../models/mod.ts";
import type { RunSummary } from "../../train/run_folder.ts";
import type { VaeSummary } from "../../train/vae/card.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { type ClassifierResult, classifierStageName } from "./classifier/classifier_result.ts";
import type { Block, Inline, Table, Text } from "./document/document.ts";
import { duration, millions, percent } from "./format.ts";
import { type TrainedRun, trainStageName } from "./training/trained_run.ts";
import { type VaeResult, vaeStageName } from "./vae/vae_stage.ts";

/**
 * Test accuracy in the study that weft is based on, which used the same two architectures on
 * Fashion-MNIST.
 */
export const ORIGINAL_STUDY: Readonly<Record<string, number>> = {
  lenet: 0.79,
  "lenet-modified": 0.84,
};

/** Reads the data of a stage; `undefined` when the stage is not done. */
export type DataOf = <Data>(stage: string) => Data | undefined;

const NONE = "–";

/** The first paragraph and table of the report: all models with their scores. */
export function summaryBlocks(data: DataOf, synthetic: boolean): Block[] {
  const runs = Object.keys(models).flatMap((model) =>
    data<TrainedRun>(trainStageName(model)) ?? []
  );
  if (runs.length === 0) return [];
  return [
    { kind: "paragraph", text: summaryText(data, synthetic) },
    summaryTable(runs, data, synthetic),
  ];
}

function summaryText(data: DataOf, synthetic: boolean): Text {
  const accuracies = Object.keys(classifiers)
    .flatMap((model) => data<ClassifierResult>(classifierStageName(model)) ?? [])
    .flatMap(({ title, accuracy, model }, i, all): Inline[] => [
      i === 0 ? "" : i === all.length - 1 ? " and " : ", ",
      i === 0 ? `${title} classifies ` : `${title} `,
      { strong: percent(accuracy) },
      i === 0 ? " of the test images correctly" : "",
      ...synthetic || ORIGINAL_STUDY[model] === undefined
        ? []
        : [` (${percent(ORIGINAL_STUDY[model], 0)} in the original study)`],
    ]);
  return [
    ...accuracies.length > 0 ? [...accuracies, ". "] : [],
    ...Object.keys(vaes).flatMap((model) => {
      const run = data<TrainedRun>(trainStageName(model));
      return run ? [vaeText(run.summary as VaeSummary)] : [];
    }),
  ];
}

function vaeText({ latent, test, pca }: VaeSummary): string {
  const difference = percent(Math.abs(1 - test.mse / pca.mse), 0);
  return `The variational autoencoder encodes an image as ${latent} numbers. Its squared error ` +
    `is ${difference} ${test.mse < pca.mse ? "below" : "above"} the error of PCA.`;
}

function summaryTable(runs: readonly TrainedRun[], data: DataOf, synthetic: boolean): Table {
  const right = [
    ...["parameters", "FLOPs per image", "epochs", "time", "images/s", "test accuracy"],
    ...["95 % interval", ...synthetic ? [] : ["original study"]],
  ];
  return {
    kind: "table",
    name: "summary",
    caption: [
      "All models. FLOPs are counted from the exported graph for one image; the VAE encodes and " +
      "decodes it. Time is the time of training and validation. The interval is Wilson's. ",
      ...runs.flatMap(({ name, summary }, i): Inline[] => [
        `${i === 0 ? "Runs: " : ", "}${summary.title} `,
        { code: name },
      ]),
      ".",
    ],
    columns: [
      { title: "model" },
      ...right.map((title) => ({ title, align: "right" as const })),
    ],
    rows: runs.map((run) => summaryRow(run, data, synthetic)),
  };
}

function summaryRow({ summary, config }: TrainedRun, data: DataOf, synthetic: boolean): Text[] {
  const { model } = config;
  const classifier = model in classifiers
    ? data<ClassifierResult>(classifierStageName(model))
    : undefined;
  const vae = model in vaes ? data<VaeResult>(vaeStageName(model)) : undefined;
  const interval = classifier?.interval;
  const original = ORIGINAL_STUDY[model];
  return [
    summary.title,
    formatCount(summary.parameters),
    flopsText(classifier, vae),
    String(summary.epochs),
    ...timeCells(summary),
    classifier ? [{ strong: percent(classifier.accuracy) }] : NONE,
    interval ? `${percent(interval.low)} to ${percent(interval.high)}` : NONE,
    ...synthetic ? [] : [original === undefined ? NONE : percent(original, 0)],
  ];
}

function flopsText(classifier: ClassifierResult | undefined, vae: VaeResult | undefined): string {
  if (classifier) return millions(classifier.flops);
  return vae ? millions(vae.flops.encoder + vae.flops.decoder) : NONE;
}

function timeCells({ seconds, imagesPerSecond }: RunSummary): Text[] {
  return [[{ time: duration(seconds) }], [{ time: formatCount(imagesPerSecond) }]];
}
