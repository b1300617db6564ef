// This module is browser compatible.

/** The settings and the result of a t-SNE map. */
export interface TsneResult {
  readonly perplexity: number;
  readonly iterations: number;
  readonly seconds: number;
  /** In nats. */
  readonly klDivergence: number;
  /** Notices of t-SNE, for example about a changed setting. */
  readonly notices: readonly string[];
}

/**
 * Describes a PCA map.
 *
 * @param ratios The fraction of the variance that each axis explains, 0..1.
 */
export function pcaNote(title: string, dimensions: number, ratios: readonly number[]): string {
  const percent = ratios.map((each) => `${(100 * each).toFixed(1)} %`).join(" and ");
  return `PCA of the ${dimensions}-dimensional embeddings of ${title}, the layer before the ` +
    `last: the two axes explain ${percent} of the variance.`;
}

/** Describes the duration of t-SNE. */
export function lengthNote({ iterations, seconds }: TsneResult): string {
  return `${iterations} iterations in ${seconds.toFixed(1)} s`;
}

/** Describes a finished t-SNE map. */
export function tsneNote(result: TsneResult): string {
  const { perplexity, klDivergence, notices } = result;
  const divergence = `KL divergence ${klDivergence.toFixed(4)} nats`;
  return [
    `t-SNE with perplexity ${perplexity}: ${lengthNote(result)}, ${divergence}.`,
    ...notices,
  ].join(" ");
}

/** Describes the progress of t-SNE. */
export function progressNote(iteration: number, iterations: number): string {
  return iteration === 0 ? "Finding neighbours" : `Iteration ${iteration} of ${iterations}`;
}

/** Describes a t-SNE map that was stopped. */
export function stoppedNote(progress: string): string {
  return `t-SNE was stopped at ${progress.toLowerCase() || "its start"}: the map is not finished.`;
}
