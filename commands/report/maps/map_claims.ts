import type { Claim, ClaimAnswer } from "../claims/claim.ts";
import { exceedsBy, shareExceeds } from "../claims/exceeds.ts";
import { capitalised, fixed, percent } from "../format.ts";
import { FEATURES } from "./features.ts";

/** The scores of a map that the claims compare. */
export interface MapScores {
  /**
   * Held-out accuracy of a linear classifier of the two coordinates, fitted to half of the points.
   */
  readonly heldOutSeparability: number;
  /** Accuracy of a vote of the ten nearest neighbours in the map. */
  readonly neighbourAccuracy: number;
  readonly silhouette: number;
  readonly trustworthiness: number;
}

/** The scores of the maps of one kind of features. */
export interface FeatureMaps {
  /** The features within a sentence: `the pixels`. */
  readonly title: string;
  readonly pca: MapScores;
  readonly tsne: MapScores;
  /** The share of the variance that PCA's map shows, 0 to 1. */
  readonly explained: number;
}

/** The scores of all maps. */
export interface AllMaps {
  /** By the kind of features. */
  readonly maps: Readonly<Record<string, FeatureMaps>>;
  /** Points of each map. */
  readonly count: number;
}

/**
 * Differences of trustworthiness and silhouette below this margin may come from the choice of
 * images.
 */
export const MARGIN = 0.01;

/** Compares two scores in the words of a sentence: `0.300 against 0.100`. */
const against = (a: number, b: number, format: (value: number) => string) =>
  `${format(a)} against ${format(b)}`;
const three = (value: number) => fixed(value, 3);
const share = (value: number) => percent(value, 1);

/** A claim about the maps of one kind of features. */
function mapClaim(
  name: string,
  claim: string,
  holds: (maps: FeatureMaps, count: number) => ClaimAnswer,
  sentences: Readonly<Record<ClaimAnswer, (maps: FeatureMaps) => string>>,
): Claim<AllMaps> {
  const sentence = (answer: ClaimAnswer) => ({ maps }: AllMaps) => sentences[answer](maps[name]!);
  return {
    name: `${name}-${claim}`,
    holds: ({ maps, count }) => holds(maps[name]!, count),
    sentences: {
      yes: sentence("yes"),
      no: sentence("no"),
      undecided: sentence("undecided"),
    },
  };
}

/** The claim that a linear classifier separates the classes better on t-SNE's map. */
function separabilityClaim(name: string): Claim<AllMaps> {
  const scores = ({ pca, tsne }: FeatureMaps) =>
    `held-out accuracy ${against(tsne.heldOutSeparability, pca.heldOutSeparability, share)}`;
  return mapClaim(
    name,
    "separability",
    ({ pca, tsne }, count) => {
      const heldOut = Math.ceil(count / 2);
      return shareExceeds(tsne.heldOutSeparability, pca.heldOutSeparability, heldOut);
    },
    {
      yes: (maps) =>
        `A linear classifier separates the classes better on t-SNE's map of ${maps.title} than ` +
        `on PCA's: ${scores(maps)}.`,
      no: (maps) =>
        `A linear classifier separates the classes worse on t-SNE's map of ${maps.title} than ` +
        `on PCA's: ${scores(maps)}.`,
      undecided: (maps) =>
        `It is undecided whether a linear classifier separates the classes better on t-SNE's or ` +
        `on PCA's map of ${maps.title}: ${scores(maps)}, a difference within chance.`,
    },
  );
}

/** The claim that classes overlap less in t-SNE's map. It needs both scores to agree. */
function overlapClaim(name: string): Claim<AllMaps> {
  const scores = ({ pca, tsne }: FeatureMaps) =>
    `silhouette ${against(tsne.silhouette, pca.silhouette, three)}, ` +
    `10-NN accuracy ${against(tsne.neighbourAccuracy, pca.neighbourAccuracy, share)}`;
  return mapClaim(
    name,
    "overlap",
    ({ pca, tsne }, count) => {
      const bySilhouette = exceedsBy(tsne.silhouette, pca.silhouette, MARGIN);
      const byVotes = shareExceeds(tsne.neighbourAccuracy, pca.neighbourAccuracy, count);
      return bySilhouette === byVotes ? bySilhouette : "undecided";
    },
    {
      yes: (maps) =>
        `Classes overlap less in t-SNE's map of ${maps.title} than in PCA's: ${scores(maps)}.`,
      no: (maps) =>
        `Classes overlap more in t-SNE's map of ${maps.title} than in PCA's: ${scores(maps)}.`,
      undecided: (maps) =>
        `It is undecided whether classes overlap less in t-SNE's or in PCA's map of ` +
        `${maps.title}: ${scores(maps)}.`,
    },
  );
}

/** The claim that neighbours in t-SNE's map are neighbours among the features. */
function trustClaim(name: string): Claim<AllMaps> {
  const scores = ({ pca, tsne }: FeatureMaps) =>
    `trustworthiness ${against(tsne.trustworthiness, pca.trustworthiness, three)}`;
  return mapClaim(
    name,
    "trust",
    ({ pca, tsne }) => exceedsBy(tsne.trustworthiness, pca.trustworthiness, MARGIN),
    {
      yes: (maps) =>
        `t-SNE's map of ${maps.title} keeps neighbours together better than PCA's: ` +
        `${scores(maps)}.`,
      no: (maps) =>
        `t-SNE's map of ${maps.title} keeps neighbours together worse than PCA's: ` +
        `${scores(maps)}.`,
      undecided: (maps) =>
        `Both maps of ${maps.title} keep neighbours together equally well: ${scores(maps)}.`,
    },
  );
}

/** The claim that PCA's map shows most of the variance. */
function varianceClaim(name: string): Claim<AllMaps> {
  return mapClaim(name, "variance", ({ explained }) => exceedsBy(explained, 0.5, 0), {
    yes: ({ title, explained }) =>
      `PCA's map of ${title} shows most of their variance: ${share(explained)}.`,
    no: ({ title, explained }) =>
      `PCA's map of ${title} shows less than half of their variance: ${share(explained)}.`,
    undecided: ({ title }) => `PCA's map of ${title} shows half of their variance.`,
  });
}

/**
 * The claim that one kind of features separates the classes better than another, in t-SNE's maps.
 */
function featureClaim(better: string, other: string): Claim<AllMaps> {
  const votes = ({ maps }: AllMaps) =>
    [
      maps[better]!.tsne.neighbourAccuracy,
      maps[other]!.tsne.neighbourAccuracy,
    ] as const;
  const scores = (all: AllMaps) =>
    `10-NN accuracy in t-SNE's maps ${against(...votes(all), share)}`;
  const titles = ({ maps }: AllMaps) => [maps[better]!.title, maps[other]!.title] as const;
  return {
    name: `${better}-beside-${other}`,
    holds: (all) => shareExceeds(...votes(all), all.count),
    sentences: {
      yes: (all) => {
        const [one, two] = titles(all);
        return `${capitalised(one)} separate the classes better than ${two}: ${scores(all)}.`;
      },
      no: (all) => {
        const [one, two] = titles(all);
        return `${capitalised(one)} separate the classes worse than ${two}: ${scores(all)}.`;
      },
      undecided: (all) => {
        const [one, two] = titles(all);
        return `It is undecided whether ${one} separate the classes better than ${two}: ` +
          `${scores(all)}.`;
      },
    },
  };
}

/**
 * The claims about the maps: four for each kind of features, and each kind against the one before
 * it.
 */
export const MAP_CLAIMS: readonly Claim<AllMaps>[] = [
  ...FEATURES.flatMap((name) => [
    separabilityClaim(name),
    overlapClaim(name),
    trustClaim(name),
    varianceClaim(name),
  ]),
  ...FEATURES.slice(1).map((name, i) => featureClaim(name, FEATURES[i]!)),
];
