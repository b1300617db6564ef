import { createProgress } from "../../../cli/progress.ts";
import type { CommandContext } from "../../../cli/run_command.ts";
import type { Dataset } from "../../../data/dataset.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { scatter, type ThemeName, tsne } from "../../../viz/mod.ts";

/** Below this many points a progress bar would only flicker. */
const MIN_PROGRESS = 2_000;

/** The labels and titles of a latent map. */
export interface LatentMapOptions {
  readonly labels: Uint8Array;
  readonly dataset: Dataset;
  /** The name of the model in the title. */
  readonly title: string;
  readonly context: CommandContext;
}

/**
 * Maps the means of images in the latent space, coloured by class: two dimensions are drawn as they
 * are, more are reduced by t-SNE.
 *
 * @param mean [count, latentSize].
 * @returns A function that draws the map as SVG; `undefined` with fewer than two points or
 * dimensions.
 */
export async function latentMap(
  mean: Float32Array,
  latentSize: number,
  { labels, dataset, title, context }: LatentMapOptions,
): Promise<((theme?: ThemeName) => string) | undefined> {
  const count = labels.length;
  if (count < 2 || latentSize < 2) return undefined;
  const heading = {
    title: `${title}: the latent space`,
    subtitle: `${dataset.title}, means of ${formatCount(count)} images`,
    synthetic: dataset.synthetic,
    labels,
    classes: dataset.classes,
  };
  if (latentSize === 2) {
    const axes: [string, string] = ["dimension 1", "dimension 2"];
    return (theme = "light") => scatter({ coordinates: mean }, { ...heading, axes, theme });
  }
  const bar = count < MIN_PROGRESS ? undefined : createProgress({
    label: "Latent map",
    total: 1,
    unit: "map",
    terminal: context.stderr,
  });
  const map = await tsne(mean, { count, dimensions: latentSize, signal: context.signal });
  bar?.update(1);
  bar?.end();
  const note = `t-SNE of ${latentSize} dimensions, perplexity ${map.perplexity}`;
  return (theme = "light") => scatter(map, { ...heading, note, theme });
}
