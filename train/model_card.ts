// This module is browser compatible.

import { formatCount } from "../viz/figures/format.ts";
import type { RunConfig } from "./config.ts";

/** What the model card tells of a finished run. */
export interface Summary {
  readonly model: string;
  readonly title: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  /** Number of trainable parameters. */
  readonly parameters: number;
  readonly epochs: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly provider: string;
  readonly test: { readonly loss: number; readonly accuracy: number };
  readonly perClass: readonly {
    readonly label: string;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly count: number;
  }[];
}

/** Command lines that the model card quotes. */
export interface Commands {
  /** Trains the same model again. */
  readonly repeat: string;
  /** Runs the model on a picture. */
  readonly use: string;
}

const percent = (part: number) => `${(100 * part).toFixed(2)} %`;

/** The README.md of a run: what the model is, how good, how it was made, how to use it. */
export function modelCard(summary: Summary, config: RunConfig, commands: Commands): string {
  const { title, dataset, synthetic, parameters, epochs, seconds, test, perClass } = summary;
  const notice = synthetic
    ? "\n> **Synthetic data.** This model was trained and tested on garments drawn by code, not on Fashion-MNIST. " +
      "Its accuracy says nothing about real images.\n"
    : "";
  const rows = perClass.map(({ label, precision, recall, f1, count }) =>
    `| ${label} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} | ${count} |`
  );
  const { augmentation: { flip, shift }, optimizer } = config;
  const augmentation = [flip && "flips", shift > 0 && `shifts of up to ${shift} px`]
    .filter(Boolean).join(", ") || "none";
  return `# ${title} on ${dataset}
${notice}
Test accuracy **${percent(test.accuracy)}**, test loss ${test.loss.toFixed(4)} nats, ${
    formatCount(parameters)
  } parameters, ${epochs} epochs in ${Math.round(seconds)} s on ${summary.provider}.

![Loss and accuracy](figures/curves.svg)

![Confusion matrix](figures/confusion.svg)

## Use

\`model.onnx\` takes \`image\`, float32 [batch, 1, 28, 28] with grey levels in 0..1 (light garment on black), and returns
\`logits\` [batch, ${perClass.length}] and \`embedding\`, the layer before the last. Padding and normalisation are in the graph.

\`\`\`sh
${commands.use}
\`\`\`

## How it was made

| | |
|---|---|
| recipe | ${config.recipe} |
| seed | ${config.seed} |
| batch size | ${config.batchSize} |
| optimizer | ${optimizer.name}, weight decay ${optimizer.weightDecay} |
| learning rate | ${config.learningRate}, ${config.schedule} |
| label smoothing | ${config.labelSmoothing} |
| dropout | ${config.dropout} |
| augmentation | ${augmentation} |
| validation images | ${config.valSplit} |
| data | ${dataset}${config.dataset.verified ? ", hashes verified" : ""} |

Repeat it with \`${commands.repeat}\`; \`config.json\` has every setting, version and hash.

## Test results by class

| class | precision | recall | F1 | images |
|---|---:|---:|---:|---:|
${rows.join("\n")}
`;
}
