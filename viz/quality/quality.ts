// This module is browser compatible.

/** What {@linkcode mapQuality} is told. */
export interface QualityOptions {
  /** Number of points. */
  count: number;
  /** Features of each point. */
  dimensions: number;
  /** How many neighbours trustworthiness, continuity and the vote look at; 10 where it is not given. */
  neighbours?: number;
  /** Stops the work. */
  signal?: AbortSignal;
}

/** How well a map shows its points, each measure in itself better the higher it is. */
export interface Quality {
  /** 0 to 1: whether neighbours in the map are neighbours among the features. */
  readonly trustworthiness: number;
  /** 0 to 1: whether neighbours among the features are neighbours in the map. */
  readonly continuity: number;
  /** 0 to 1: how often the neighbours in the map vote for a point's own label, the point itself left out. */
  readonly neighbourAccuracy: number;
  /** 0 to 1: accuracy of a linear classifier of the two coordinates, on the points that it was fitted to. */
  readonly linearSeparability: number;
  /** -1 to 1: how much nearer a point is to those of its own label than to those of the next one. */
  readonly silhouette: number;
}
