// This module is browser compatible.

import type { RunConfig } from "./config.ts";
import { settings } from "./settings.ts";

const count = (n: number) => n.toLocaleString("en-US");

const plural = (n: number, what: string) => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

/** The settings of a run that only some models have: their titles and values. */
export function titledSettings(config: RunConfig): [title: string, value: unknown][] {
  const values = new Map<string, unknown>(Object.entries(config));
  return settings.flatMap(({ key, title }): [string, unknown][] =>
    title !== undefined && values.has(key) ? [[title, values.get(key)]] : []
  );
}

/**
 * A run's settings in a few lines for people.
 *
 * @param parameters Number of trainable parameters.
 * @param trained Number of images to train on.
 */
export function describeConfig(config: RunConfig, parameters: number, trained: number): string {
  const { dataset, optimizer, augmentation: { flip, shift }, backend, tf32 } = config;
  const lines: [heading: string, ...parts: string[]][] = [
    ["model", config.model, `${count(parameters)} parameters`],
    [
      "data",
      `${dataset.title}: ${count(trained)} images to train on`,
      `${count(config.valSplit)} to validate on`,
    ],
    ["", dataset.synthetic ? dataset.source : `from ${dataset.source}`],
    [
      "recipe",
      `${config.recipe}: ${plural(config.epochs, "epoch")}`,
      `batch size ${config.batchSize}`,
      `seed ${config.seed}`,
    ],
    [
      "optimizer",
      optimizer.name,
      `${config.schedule} learning rate ${config.learningRate}`,
      `weight decay ${optimizer.weightDecay}`,
    ],
    [
      "variation",
      `flips ${flip ? "on" : "off"}`,
      `shifts ${shift}`,
      ...titledSettings(config).map(([title, value]) => `${title} ${value}`),
    ],
    [
      "backend",
      `${config.provider}${tf32 ? " with TF32" : ""}`,
      `${plural(config.threads, "thread")}${backend === "auto" ? " (chosen by auto)" : ""}`,
    ],
  ];
  return lines.map(([heading, ...parts]) => `${heading.padEnd(10)} ${parts.join(", ")}\n`).join("");
}
