import { type Claim, exceedsBy, shareExceeds } from "../claims/claim.ts";
import { fixed, percent } from "../words.ts";

/** How good a map is, as far as the claims go. */
export interface MapNumbers {
  /**
   * Accuracy of a linear classifier of the two coordinates that was fitted to half of the points,
   * on the others.
   */
  readonly heldOutSeparability: number;
  /** How often the ten nearest neighbours in the map vote for a point's own class. */
  readonly neighbourAccuracy: number;
  readonly silhouette: number;
  readonly trustworthiness: number;
}

/** The maps of one kind of features. */
export interface FeatureMaps {
  /** What sentences call the features: `the pixels`. */
  readonly title: string;
  readonly pca: MapNumbers;
  readonly tsne: MapNumbers;
  /** The share of the variance that the two components of PCA's map explain. */
  readonly explained: number;
}

/** The kinds of features, from those that know nothing of clothes. */
export const FEATURES = ["pixels", "lenet", "lenet-modified"] as const;

/** The name of a kind of features. */
export type FeaturesName = typeof FEATURES[number];

/** All that the claims are about. */
export interface MapsNumbers {
  readonly maps: Readonly<Record<FeaturesName, FeatureMaps>>;
  /** Points of each map. */
  readonly count: number;
}

/**
 * Differences of trustworthiness and silhouette that are too small to be told from those that
 * another sample of images would make.
 */
export const MARGIN = 0.01;

const three = (value: number) => fixed(value, 3);

/** Claims about the two methods on the same features. */
function methodClaims(name: FeaturesName): Claim<MapsNumbers>[] {
  const of = ({ maps }: MapsNumbers) => maps[name];
  const shares = (numbers: MapsNumbers) => {
    const { pca, tsne } = of(numbers);
    return `a linear classifier of the coordinates is right on ${
      percent(tsne.heldOutSeparability, 1)
    } of points that it did not see in t-SNE's map and on ${
      percent(pca.heldOutSeparability, 1)
    } in PCA's`;
  };
  const overlap = (numbers: MapsNumbers) => {
    const { pca, tsne } = of(numbers);
    return `silhouette ${three(tsne.silhouette)} beside ${
      three(pca.silhouette)
    }, and the ten nearest neighbours name the class of ${
      percent(tsne.neighbourAccuracy, 1)
    } beside ${percent(pca.neighbourAccuracy, 1)}`;
  };
  const trust = (numbers: MapsNumbers) => {
    const { pca, tsne } = of(numbers);
    return `trustworthiness ${three(tsne.trustworthiness)} beside ${three(pca.trustworthiness)}`;
  };
  const title = (numbers: MapsNumbers) => of(numbers).title;
  return [
    {
      name: `${name}-separability`,
      holds: (numbers) => {
        const { pca, tsne } = of(numbers);
        const tested = Math.ceil(numbers.count / 2);
        return shareExceeds(tsne.heldOutSeparability, pca.heldOutSeparability, tested);
      },
      says: {
        yes: (n) =>
          `Of ${title(n)}, t-SNE separates the classes by straight lines better than PCA: ${
            shares(n)
          }.`,
        no: (n) =>
          `Of ${title(n)}, PCA separates the classes by straight lines better than t-SNE: ${
            shares(n)
          }.`,
        undecided: (n) =>
          `Of ${
            title(n)
          }, neither PCA nor t-SNE separates the classes by straight lines better than the other: ${
            shares(n)
          }, which is within chance.`,
      },
    },
    {
      name: `${name}-overlap`,
      holds: (numbers) => {
        const { pca, tsne } = of(numbers);
        const apart = exceedsBy(tsne.silhouette, pca.silhouette, MARGIN);
        const votes = shareExceeds(tsne.neighbourAccuracy, pca.neighbourAccuracy, numbers.count);
        return apart === votes ? apart : "undecided";
      },
      says: {
        yes: (n) =>
          `Classes overlap less in t-SNE's map of ${title(n)} than in PCA's: ${overlap(n)}.`,
        no: (n) =>
          `Classes overlap more in t-SNE's map of ${title(n)} than in PCA's: ${overlap(n)}.`,
        undecided: (n) =>
          `In which map of ${title(n)} classes overlap less is undecided, t-SNE's or PCA's: ${
            overlap(n)
          }.`,
      },
    },
    {
      name: `${name}-trust`,
      holds: (numbers) => {
        const { pca, tsne } = of(numbers);
        return exceedsBy(tsne.trustworthiness, pca.trustworthiness, MARGIN);
      },
      says: {
        yes: (n) =>
          `Neighbours in t-SNE's map of ${
            title(n)
          } are neighbours among the features more often than in PCA's: ${trust(n)}.`,
        no: (n) =>
          `Neighbours in PCA's map of ${
            title(n)
          } are neighbours among the features more often than in t-SNE's: ${trust(n)}.`,
        undecided: (n) =>
          `Neighbours in both maps of ${title(n)} can be trusted alike: ${trust(n)}.`,
      },
    },
    {
      name: `${name}-variance`,
      holds: (numbers) => exceedsBy(of(numbers).explained, 0.5, 0),
      says: {
        yes: (n) =>
          `PCA's map of ${title(n)} shows most of their variance: ${percent(of(n).explained, 1)}.`,
        no: (n) =>
          `PCA's map of ${title(n)} shows less than half of their variance: ${
            percent(of(n).explained, 1)
          }.`,
        undecided: (n) => `PCA's map of ${title(n)} shows half of their variance.`,
      },
    },
  ];
}

/**
 * A claim that classes lie further apart in the t-SNE map of some features than in that of others.
 */
function featureClaim(better: FeaturesName, other: FeaturesName): Claim<MapsNumbers> {
  const numbersOf = ({ maps }: MapsNumbers) => [maps[better], maps[other]] as const;
  const text = (numbers: MapsNumbers) => {
    const [a, b] = numbersOf(numbers);
    return `the ten nearest neighbours in t-SNE's map name the class of ${
      percent(a.tsne.neighbourAccuracy, 1)
    } of the images beside ${percent(b.tsne.neighbourAccuracy, 1)}`;
  };
  return {
    name: `${better}-beside-${other}`,
    holds: (numbers) => {
      const [a, b] = numbersOf(numbers);
      return shareExceeds(a.tsne.neighbourAccuracy, b.tsne.neighbourAccuracy, numbers.count);
    },
    says: {
      yes: (n) =>
        `${sentence(n.maps[better].title)} keep classes apart better than ${n.maps[other].title}: ${
          text(n)
        }.`,
      no: (n) =>
        `${sentence(n.maps[better].title)} keep classes apart less well than ${
          n.maps[other].title
        }: ${text(n)}.`,
      undecided: (n) =>
        `Whether ${n.maps[better].title} keep classes apart better than ${
          n.maps[other].title
        } is undecided: ${text(n)}.`,
    },
  };
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What the maps may show, and how it is said. */
export const MAP_CLAIMS: readonly Claim<MapsNumbers>[] = [
  ...FEATURES.flatMap(methodClaims),
  featureClaim("lenet", "pixels"),
  featureClaim("lenet-modified", "lenet"),
];
