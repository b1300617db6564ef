import assert from "node:assert/strict";
import { conclude } from "../claims/claim.ts";
import { plainText } from "../document/document.ts";
import {
  type FeatureMaps,
  FEATURES,
  MAP_CLAIMS,
  type MapNumbers,
  type MapsNumbers,
} from "./map_claims.ts";

const ALIKE: MapNumbers = {
  heldOutSeparability: 0.6,
  neighbourAccuracy: 0.8,
  silhouette: 0.1,
  trustworthiness: 0.95,
};

/** Maps that are all alike, but for what is given of the features' t-SNE map, and of their PCA. */
function said(
  claim: string,
  tsne: Partial<MapNumbers>,
  pca: Partial<FeatureMaps["pca"]> & { explained?: number } = {},
  features: string = claim.replace(/-(separability|overlap|trust|variance)$/, ""),
): string {
  const { explained = 0.4, ...numbers } = pca;
  const maps = Object.fromEntries(FEATURES.map((name): [string, FeatureMaps] => [name, {
    title: `the ${name}'s features`,
    explained: name === features ? explained : 0.4,
    tsne: name === features ? { ...ALIKE, ...tsne } : ALIKE,
    pca: name === features ? { ...ALIKE, ...numbers } : ALIKE,
  }])) as MapsNumbers["maps"];
  const { verdict, text } = conclude(MAP_CLAIMS, { maps, count: 10_000 })
    .find(({ name }) => name === claim)!;
  return `${verdict}: ${plainText(text)}`;
}

for (const name of FEATURES) {
  Deno.test(`which method separates the classes of ${name} better turns with the numbers`, () => {
    const claim = (share: number) => said(`${name}-separability`, { heldOutSeparability: share });
    assert.match(
      claim(0.8),
      /^yes: .*t-SNE separates the classes by straight lines better than PCA: .*80\.0 %.*60\.0 %/,
    );
    assert.match(
      claim(0.4),
      /^no: .*PCA separates the classes by straight lines better than t-SNE: .*40\.0 %/,
    );
    assert.match(claim(0.61), /^undecided: .*neither PCA nor t-SNE/);
  });

  Deno.test(`where classes of ${name} overlap less turns with both measures, and needs both`, () => {
    const claim = (silhouette: number, neighbourAccuracy: number) =>
      said(`${name}-overlap`, { silhouette, neighbourAccuracy });
    assert.match(
      claim(0.3, 0.9),
      /^yes: Classes overlap less in t-SNE's .*silhouette 0\.300 beside 0\.100/,
    );
    assert.match(claim(-0.1, 0.7), /^no: Classes overlap more in t-SNE's/);
    assert.match(claim(0.3, 0.7), /^undecided: /);
    assert.match(claim(0.3, 0.8), /^undecided: /);
  });

  Deno.test(`whose neighbours of ${name} can be trusted turns with the numbers`, () => {
    const claim = (trustworthiness: number) => said(`${name}-trust`, { trustworthiness });
    assert.match(claim(0.98), /^yes: Neighbours in t-SNE's map/);
    assert.match(claim(0.9), /^no: Neighbours in PCA's map/);
    assert.match(claim(0.955), /^undecided: .*alike: trustworthiness 0\.955 beside 0\.950/);
  });

  Deno.test(`whether PCA shows most of the variance of ${name} turns with the numbers`, () => {
    const claim = (explained: number) => said(`${name}-variance`, {}, { explained });
    assert.match(claim(0.7), /^yes: .*shows most of their variance: 70\.0 %/);
    assert.match(claim(0.3), /^no: .*less than half of their variance: 30\.0 %/);
    assert.match(claim(0.5), /^undecided: .*half of their variance/);
  });
}

Deno.test("whose features keep classes apart better turns with the neighbours' votes", () => {
  const claim = (share: number) =>
    said("lenet-modified-beside-lenet", { neighbourAccuracy: share }, {}, "lenet-modified");
  assert.match(
    claim(0.9),
    /^yes: .*keep classes apart better than .*90\.0 % of the images beside 80\.0 %/,
  );
  assert.match(claim(0.7), /^no: .*keep classes apart less well than/);
  assert.match(claim(0.805), /^undecided: Whether /);
  // The same numbers of the other side turn the other sentence.
  assert.match(said("lenet-beside-pixels", { neighbourAccuracy: 0.9 }, {}, "pixels"), /^no: /);
});
