// This module is browser compatible.

import { WeftError } from "../error.ts";
import { recipes } from "./recipes.ts";

/** A setting that only the recipes of some models have; a number. */
export interface OwnSetting {
  /** What config.json and the parsed flags call it. */
  readonly key: string;
  /** What people call it. */
  readonly title: string;
  /** The flag that changes it; none: only the recipe does. */
  readonly flag?: string;
}

/** Every such setting, in the order in which they are shown. */
export const ownSettings: readonly OwnSetting[] = [
  { key: "dropout", title: "dropout" },
  { key: "labelSmoothing", title: "label smoothing" },
  { key: "latent", title: "latent dimensions", flag: "--latent" },
  { key: "beta", title: "KL weight", flag: "--beta" },
  { key: "klWarmUp", title: "epochs of KL warm-up", flag: "--kl-warm-up" },
];

/** Those of a model that a flag can change, as the flags have them. */
export function ownFlags(
  model: string,
  flags: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = ownSettings.filter(({ key, flag }) =>
    flag && flags[key] !== undefined && key in recipes[model]!.default
  );
  return Object.fromEntries(given.map(({ key }) => [key, flags[key]]));
}

/**
 * Makes sure that each given flag is a setting of one of the chosen models.
 *
 * @throws {WeftError} `usage` with the models that have it.
 */
export function requireOwnFlags(
  chosen: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): void {
  const has = (model: string, key: string) => key in recipes[model]!.default;
  const stray = ownSettings.find(({ key, flag }) =>
    flag && flags[key] !== undefined && !chosen.some((model) => has(model, key))
  );
  if (!stray) return;
  const owners = Object.keys(recipes).filter((model) => has(model, stray.key));
  throw new WeftError(
    "usage",
    `${stray.flag} does not go with --model ${chosen.join(", ")}: it has no ${stray.title}`,
    `Leave it out, or use --model ${owners.join(" or --model ")}`,
  );
}
