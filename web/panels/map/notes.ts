// This module is browser compatible.

/** What a finished map by t-SNE says of itself. */
export interface TsneFacts {
  readonly perplexity: number;
  readonly iterations: number;
  readonly seconds: number;
  /** In nats. */
  readonly klDivergence: number;
  /** What t-SNE had to do otherwise than it was asked. */
  readonly notices: readonly string[];
}

/**
 * What a map by PCA is.
 *
 * @param shares Of the variance, that each axis holds, 0..1.
 */
export function pcaNote(title: string, dimensions: number, shares: readonly number[]): string {
  const percent = shares.map((each) => `${(100 * each).toFixed(1)} %`).join(" and ");
  return `PCA of the ${dimensions} numbers that ${title} makes of each image, in the layer before ` +
    `its last: the two axes hold ${percent} of their variance.`;
}

/** How long a map by t-SNE took. */
export function lengthNote({ iterations, seconds }: TsneFacts): string {
  return `${iterations} iterations in ${seconds.toFixed(1)} s`;
}

/** What a map by t-SNE is. */
export function tsneNote(facts: TsneFacts): string {
  const { perplexity, klDivergence, notices } = facts;
  const divergence = `KL divergence ${klDivergence.toFixed(4)} nats`;
  return [
    `t-SNE with perplexity ${perplexity}: ${lengthNote(facts)}, ${divergence}.`,
    ...notices,
  ].join(" ");
}

/** How far t-SNE is. */
export function progressNote(iteration: number, iterations: number): string {
  return iteration === 0 ? "Finding neighbours" : `Iteration ${iteration} of ${iterations}`;
}

/** What a map is that was stopped while it was being made. */
export function stoppedNote(progress: string): string {
  return `t-SNE was stopped at ${
    progress.toLowerCase() || "its start"
  }: this is a map that is not finished.`;
}
