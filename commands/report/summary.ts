import { classifiers } from "../../models/mod.ts";
import type { RunSummary } from "../../train/run_folder.ts";
import type { VaeSummary } from "../../train/vae/card.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { classifierStageName, type SeenClassifier } from "./classifier_stage.ts";
import type { Block, Table, Text } from "./document.ts";
import { type TrainedRun, trainingStage } from "./trained_run.ts";
import { type SeenVae, VAE_STAGE } from "./vae_stage.ts";
import { duration, millions, percent } from "./words.ts";

/**
 * Test accuracy of the study that weft grew from, with the same two architectures on Fashion-MNIST.
 */
export const ORIGINAL_STUDY: Readonly<Record<string, number>> = {
  lenet: 0.79,
  "lenet-modified": 0.84,
};

/** The data of a stage, where it is done. */
export type DataOf = <Data>(stage: string) => Data | undefined;

const NOTHING = "–";

/** The first table of the report, and what it comes to in words. */
export function summaryBlocks(
  models: readonly string[],
  data: DataOf,
  synthetic: boolean,
): Block[] {
  const runs = models.flatMap((model) => data<TrainedRun>(trainingStage(model)) ?? []);
  if (runs.length === 0) return [];
  return [
    { kind: "paragraph", text: inWords(models, data, synthetic) },
    summaryTable(runs, data, synthetic),
  ];
}

function inWords(models: readonly string[], data: DataOf, synthetic: boolean): Text {
  const seen = models.filter((model) => model in classifiers).flatMap((model) =>
    data<SeenClassifier>(classifierStageName(model)) ?? []
  );
  const scores = seen.flatMap(({ title, accuracy, model }, i) => [
    i === 0 ? "" : i === seen.length - 1 ? " and " : ", ",
    i === 0 ? `${title} is right on ` : `${title} on `,
    { strong: percent(accuracy) },
    i === 0 ? " of the test images" : "",
    ...synthetic || ORIGINAL_STUDY[model] === undefined
      ? []
      : [` (${percent(ORIGINAL_STUDY[model], 0)} in the original study)`],
  ]);
  const vae = data<TrainedRun>(trainingStage("vae"))?.summary as VaeSummary | undefined;
  return [
    ...seen.length > 0 ? [...scores, ". "] : [],
    ...vae
      ? [
        `The variational autoencoder keeps ${vae.latent} numbers of each image and rebuilds it with a squared error ${
          percent(Math.abs(1 - vae.test.mse / vae.pca.mse), 0)
        } ${vae.test.mse < vae.pca.mse ? "below" : "above"} that of PCA.`,
      ]
      : [],
  ];
}

function summaryTable(runs: readonly TrainedRun[], data: DataOf, synthetic: boolean): Table {
  const right = ["parameters", "FLOPs per image", "epochs", "time", "images/s", "test accuracy"]
    .concat(["95 % interval"], synthetic ? [] : ["original study"]);
  return {
    kind: "table",
    name: "summary",
    caption: [
      "All models. The interval is Wilson's. FLOPs are those of one image through the exported graph; of the VAE, to encode " +
      "and decode it. Time is that of training and validating. ",
      ...runs.flatMap(({ name, summary }, i) => [
        `${i === 0 ? "Runs: " : ", "}${summary.title} `,
        { code: name },
      ]),
      ".",
    ],
    columns: [
      { title: "model" },
      ...right.map((title) => ({ title, align: "right" as const })),
    ],
    rows: runs.map((run) => {
      const { summary, config } = run;
      const isClassifier = config.model in classifiers;
      const seen = isClassifier
        ? data<SeenClassifier>(classifierStageName(config.model))
        : undefined;
      const vae = isClassifier ? undefined : data<SeenVae>(VAE_STAGE);
      const original = ORIGINAL_STUDY[config.model];
      return [
        summary.title,
        formatCount(summary.parameters),
        flopsText(seen, vae),
        String(summary.epochs),
        ...speed(summary),
        seen ? [{ strong: percent(seen.accuracy) }] : NOTHING,
        seen ? `${percent(seen.interval.low)} to ${percent(seen.interval.high)}` : NOTHING,
        ...synthetic ? [] : [original === undefined ? NOTHING : percent(original, 0)],
      ];
    }),
  };
}

function flopsText(seen: SeenClassifier | undefined, vae: SeenVae | undefined): string {
  if (seen) return millions(seen.flops);
  if (vae) return millions(vae.flops.encoder + vae.flops.decoder);
  return NOTHING;
}

function speed({ seconds, imagesPerSecond }: RunSummary): Text[] {
  return [[{ time: duration(seconds) }], [{ time: formatCount(imagesPerSecond) }]];
}
