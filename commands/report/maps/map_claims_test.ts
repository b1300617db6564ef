import assert from "node:assert/strict";
import { conclude } from "../claims/claim.ts";
import { plainText } from "../document/document.ts";
import { FEATURES } from "./features.ts";
import { type FeatureMaps, MAP_CLAIMS, type MapScores } from "./map_claims.ts";

const EQUAL: MapScores = {
  heldOutSeparability: 0.6,
  neighbourAccuracy: 0.8,
  silhouette: 0.1,
  trustworthiness: 0.95,
};

/** The answer and sentence of a claim. All maps have equal scores but for the given ones. */
function conclusion(
  claim: string,
  tsne: Partial<MapScores>,
  pca: Partial<FeatureMaps["pca"]> & { explained?: number } = {},
  features: string = claim.replace(/-(separability|overlap|trust|variance)$/, ""),
): string {
  const { explained = 0.4, ...scores } = pca;
  const maps = Object.fromEntries(FEATURES.map((name): [string, FeatureMaps] => [name, {
    title: `the ${name}'s features`,
    explained: name === features ? explained : 0.4,
    tsne: name === features ? { ...EQUAL, ...tsne } : EQUAL,
    pca: name === features ? { ...EQUAL, ...scores } : EQUAL,
  }]));
  const { answer, text } = conclude(MAP_CLAIMS, { maps, count: 10_000 })
    .find(({ name }) => name === claim)!;
  return `${answer}: ${plainText(text)}`;
}

for (const name of FEATURES) {
  Deno.test(`the sentence on linear separability of ${name} follows the held-out accuracy`, () => {
    const claim = (share: number) =>
      conclusion(`${name}-separability`, { heldOutSeparability: share });
    assert.match(claim(0.8), /^yes: .*better on t-SNE's map .*accuracy 80\.0 % against 60\.0 %/);
    assert.match(claim(0.4), /^no: .*worse on t-SNE's map .*accuracy 40\.0 % against 60\.0 %/);
    assert.match(claim(0.61), /^undecided: It is undecided .*within chance\.$/);
  });

  Deno.test(`the sentence on overlapping classes of ${name} follows two scores that agree`, () => {
    const claim = (silhouette: number, neighbourAccuracy: number) =>
      conclusion(`${name}-overlap`, { silhouette, neighbourAccuracy });
    assert.match(
      claim(0.3, 0.9),
      /^yes: Classes overlap less in t-SNE's .*silhouette 0\.300 against 0\.100/,
    );
    assert.match(claim(-0.1, 0.7), /^no: Classes overlap more in t-SNE's/);
    assert.match(claim(0.3, 0.7), /^undecided: /);
    assert.match(claim(0.3, 0.8), /^undecided: /);
  });

  Deno.test(`the sentence on neighbours of ${name} follows the trustworthiness`, () => {
    const claim = (trustworthiness: number) => conclusion(`${name}-trust`, { trustworthiness });
    assert.match(claim(0.98), /^yes: t-SNE's map .* keeps neighbours together better than PCA's/);
    assert.match(claim(0.9), /^no: t-SNE's map .* keeps neighbours together worse than PCA's/);
    assert.match(claim(0.955), /^undecided: .*equally well: trustworthiness 0\.955 against 0\.950/);
  });

  Deno.test(`the sentence on PCA's variance of ${name} follows the explained share`, () => {
    const claim = (explained: number) => conclusion(`${name}-variance`, {}, { explained });
    assert.match(claim(0.7), /^yes: .*shows most of their variance: 70\.0 %/);
    assert.match(claim(0.3), /^no: .*less than half of their variance: 30\.0 %/);
    assert.match(claim(0.5), /^undecided: .*half of their variance/);
  });
}

Deno.test("the sentence on two kinds of features follows the 10-NN accuracies", () => {
  const claim = (share: number) =>
    conclusion("lenet-modified-beside-lenet", { neighbourAccuracy: share }, {}, "lenet-modified");
  assert.match(
    claim(0.9),
    /^yes: .*separate the classes better than .*maps 90\.0 % against 80\.0 %/,
  );
  assert.match(claim(0.7), /^no: .*separate the classes worse than/);
  assert.match(claim(0.805), /^undecided: It is undecided whether /);
  // A change of the other features reverses the sentence.
  const other = conclusion("lenet-beside-pixels", { neighbourAccuracy: 0.9 }, {}, "pixels");
  assert.match(other, /^no: /);
});
