import assert from "node:assert/strict";
import { lenetVariants } from "../../../models/mod.ts";
import { conclude } from "../claims/claim.ts";
import { plainText } from "../document/document.ts";
import { ABLATION_CLAIMS, type Variants } from "./ablation_claims.ts";
import { STEPS } from "./plan.ts";
import type { VariantResult } from "./ablation_result.ts";

/** Variants that are all alike, but for what is given. */
function variants(changes: Readonly<Record<string, Partial<VariantResult>>>): Variants {
  return Object.fromEntries(STEPS.map(({ name, title }): [string, VariantResult] => [name, {
    ...{ model: name, title, parameters: 1, flops: 1, runs: ["a", "b"] },
    accuracy: [0.88, 0.89],
    validation: [[0.8, 0.9], [0.8, 0.9]],
    epochsToTarget: [2, 2.4],
    secondsPerEpoch: [3, 3.2],
    ...changes[name],
  }]));
}

const said = (name: string, changes: Parameters<typeof variants>[0]) => {
  const { verdict, text } = conclude(ABLATION_CLAIMS, variants(changes))
    .find((one) => one.name === name)!;
  return `${verdict}: ${plainText(text)}`;
};

Deno.test("each variant has a claim of its own", () => {
  const names = ABLATION_CLAIMS.map(({ name }) => `lenet-${name}`);
  for (const { name } of lenetVariants) assert.ok(names.includes(name), name);
});

for (const name of ["filters", "bn", "conv3", "units", "all"]) {
  Deno.test(`the sentence on ${name} turns with the accuracies`, () => {
    const better = said(name, { [`lenet-${name}`]: { accuracy: [0.9, 0.91] } });
    assert.match(
      better,
      /^yes: .*raises? the test accuracy of LeNet by 2\.00 points, from 88\.50 % /,
    );
    const worse = said(name, { [`lenet-${name}`]: { accuracy: [0.85, 0.86] } });
    assert.match(worse, /^no: .*lowers? the test accuracy of LeNet by 3\.00 points/);
    const alike = said(name, { [`lenet-${name}`]: { accuracy: [0.87, 0.91] } });
    assert.match(alike, /^undecided: .*undecided\. 89\.00 % \(87\.00 to 91\.00 %\)/);
  });
}

Deno.test("what the four changes do not name is said of the modified LeNet", () => {
  const modified = (accuracy: number[]) => said("rest", { "lenet-modified": { accuracy } });
  assert.match(modified([0.9, 0.91]), /^yes: .*raises the accuracy further by 2\.00 points/);
  assert.match(modified([0.8, 0.81]), /^no: .*lowers the accuracy by 8\.00 points/);
});

Deno.test("faster per epoch or slower: the sentence on batch normalisation follows the epochs", () => {
  const bn = (epochsToTarget: (number | null)[]) =>
    said("bn-per-epoch", { "lenet-bn": { epochsToTarget } });
  assert.match(
    bn([1.1, 1.3]),
    /^yes: .*learns faster per epoch: .*after 1\.2 epochs, without it after 2\.2/,
  );
  assert.match(bn([3, 4]), /^no: .*learns more slowly per epoch: .*after 3\.5 epochs/);
  assert.match(bn([2.2, 2.3]), /^undecided: .*is undecided/);
  assert.match(bn([null, null]), /^no: .*after more epochs than it was given/);
});

Deno.test("where neither reaches the target nothing is decided", () => {
  const never = { epochsToTarget: [null, null] };
  for (const name of ["bn-per-epoch", "bn-in-all"]) {
    assert.match(said(name, { lenet: never, "lenet-bn": never }), /^undecided: /);
  }
});

Deno.test("runs slower or faster: the sentence follows the seconds of an epoch", () => {
  const bn = (secondsPerEpoch: number[]) => said("bn-time", { "lenet-bn": { secondsPerEpoch } });
  assert.match(
    bn([4.6, 4.7]),
    /^yes: .*runs slower: an epoch takes 1\.50 times as long as without/,
  );
  assert.match(bn([2, 2.1]), /^no: .*runs faster: an epoch takes 0\.66 times/);
  assert.match(bn([2.9, 3.3]), /^undecided: .*does not show/);
});

Deno.test("in all it is the product of both that counts", () => {
  const bn = (epochs: number, seconds: number) =>
    said("bn-in-all", {
      "lenet-bn": { epochsToTarget: [epochs, epochs], secondsPerEpoch: [seconds, seconds] },
    });
  assert.match(bn(1, 4), /^yes: .*there sooner: 85 % .* take 4\.00 s with it and 6\.80 s without/);
  assert.match(bn(1, 9), /^no: .*there later/);
  assert.match(bn(2, 3.5), /^undecided: /);
});
