// This module is browser compatible.

import type { RunConfig } from "./config.ts";
import { titledSettings } from "./describe_config.ts";

/** The command lines and the file that a model card names. */
export interface Commands {
  /** Trains the same model again. */
  readonly repeat: string;
  /** Uses the model. */
  readonly use: string;
  /** The file with every setting. */
  readonly settings: string;
}

/**
 * The first lines of the model card of a model that was trained on drawn garments; else empty.
 *
 * @param what Subject and verb of its last sentence, such as `Its accuracy says`.
 */
export function syntheticNotice(synthetic: boolean, what: string): string {
  return synthetic
    ? "\n> **Synthetic data.** This model was trained and tested on garments drawn by code, " +
      `not on Fashion-MNIST. ${what} nothing about real images.\n`
    : "";
}

/** The section of a model card that says how the run was made. */
export function howItWasMade(config: RunConfig, commands: Commands): string {
  const { augmentation: { flip, shift }, optimizer } = config;
  const augmentation = [flip && "flips", shift > 0 && `shifts of up to ${shift} px`]
    .filter(Boolean).join(", ") || "none";
  return `## How it was made

| | |
|---|---|
| recipe | ${config.recipe} |
| seed | ${config.seed} |
| batch size | ${config.batchSize} |
| optimizer | ${optimizer.name}, weight decay ${optimizer.weightDecay} |
| learning rate | ${config.learningRate}, ${config.schedule} |
${
    titledSettings(config).map(([title, value]) => `| ${title} | ${value} |\n`).join("")
  }| augmentation | ${augmentation} |
| validation images | ${config.valSplit} |
| data | ${config.dataset.title}${config.dataset.verified ? ", hashes verified" : ""} |

Repeat it with \`${commands.repeat}\`; \`${commands.settings}\` has every setting, version and hash.
`;
}
