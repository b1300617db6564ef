import { createProgress } from "../../../cli/progress.ts";
import type { CommandContext } from "../../../cli/run_command.ts";
import type { Dataset } from "../../../data/dataset.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { scatter, type ThemeName, tsne } from "../../../viz/mod.ts";

/** Below this many points the map is there at once. */
const MIN_PROGRESS = 2_000;

/** What {@linkcode latentMap} is told. */
export interface LatentMapOptions {
  readonly labels: Uint8Array;
  readonly dataset: Dataset;
  /** What to call the model. */
  readonly title: string;
  readonly context: CommandContext;
}

/**
 * Draws where images lie in the latent space, coloured by class: a plane as it is, a space of more dimensions by t-SNE.
 *
 * @param mean [count, latentSize].
 * @returns Draws the figure as SVG; `undefined` where there are too few points for one.
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
