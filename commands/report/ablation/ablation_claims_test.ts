import assert from "node:assert/strict";
import { lenetVariants } from "../../../models/mod.ts";
import { conclude } from "../claims/claim.ts";
import { plainText } from "../document/document.ts";
import { ABLATION_CLAIMS, type Variants } from "./ablation_claims.ts";
import { VARIANTS } from "./plan.ts";
import type { VariantResult } from "./ablation_result.ts";

/** Variants with equal scores but for the given changes. */
function variants(changes: Readonly<Record<string, Partial<VariantResult>>>): Variants {
  return Object.fromEntries(VARIANTS.map(({ name, title }): [string, VariantResult] => [name, {
    ...{ model: name, title, parameters: 1, flops: 1, runs: ["a", "b"] },
    accuracy: [0.88, 0.89],
    validation: [[0.8, 0.9], [0.8, 0.9]],
    epochsToTarget: [2, 2.4],
    secondsPerEpoch: [3, 3.2],
    ...changes[name],
  }]));
}

const conclusion = (name: string, changes: Parameters<typeof variants>[0]) => {
  const { answer, text } = conclude(ABLATION_CLAIMS, variants(changes))
    .find((one) => one.name === name)!;
  return `${answer}: ${plainText(text)}`;
};

Deno.test("each variant has a claim", () => {
  const names = ABLATION_CLAIMS.map(({ name }) => `lenet-${name}`);
  for (const { name } of lenetVariants) assert.ok(names.includes(name), name);
});

for (const name of ["filters", "bn", "conv3", "units", "all"]) {
  Deno.test(`the sentence on ${name} follows the accuracies`, () => {
    const better = conclusion(name, { [`lenet-${name}`]: { accuracy: [0.9, 0.91] } });
    assert.match(
      better,
      /^yes: .*raises? the test accuracy of LeNet by 2\.00 points, from 88\.50 % /,
    );
    const worse = conclusion(name, { [`lenet-${name}`]: { accuracy: [0.85, 0.86] } });
    assert.match(worse, /^no: .*lowers? the test accuracy of LeNet by 3\.00 points/);
    const equal = conclusion(name, { [`lenet-${name}`]: { accuracy: [0.87, 0.91] } });
    assert.match(equal, /^undecided: .*undecided\. 89\.00 % \(87\.00 to 91\.00 %\)/);
  });
}

Deno.test("the sentence on the other differences follows the accuracy", () => {
  const modified = (accuracy: number[]) => conclusion("rest", { "lenet-modified": { accuracy } });
  assert.match(modified([0.9, 0.91]), /^yes: .*raise the accuracy further by 2\.00 points/);
  assert.match(modified([0.8, 0.81]), /^no: .*lower the accuracy by 8\.00 points/);
});

Deno.test("the sentence on learning per epoch follows the epochs to the target", () => {
  const bn = (epochsToTarget: (number | null)[]) =>
    conclusion("bn-per-epoch", { "lenet-bn": { epochsToTarget } });
  assert.match(
    bn([1.1, 1.3]),
    /^yes: .*learns faster per epoch: .*after 1\.2 epochs, without it after 2\.2/,
  );
  assert.match(bn([3, 4]), /^no: .*learns more slowly per epoch: .*after 3\.5 epochs/);
  assert.match(bn([2.2, 2.3]), /^undecided: It is undecided/);
  assert.match(bn([null, null]), /^no: .*after more epochs than it was trained for/);
});

Deno.test("claims are undecided when neither variant reaches the target", () => {
  const never = { epochsToTarget: [null, null] };
  for (const name of ["bn-per-epoch", "bn-in-all"]) {
    assert.match(conclusion(name, { lenet: never, "lenet-bn": never }), /^undecided: /);
  }
});

Deno.test("the sentence on speed follows the seconds of an epoch", () => {
  const bn = (secondsPerEpoch: number[]) =>
    conclusion("bn-time", { "lenet-bn": { secondsPerEpoch } });
  assert.match(
    bn([4.6, 4.7]),
    /^yes: .*is slower: an epoch takes 1\.50 times as long as without/,
  );
  assert.match(bn([2, 2.1]), /^no: .*is faster: an epoch takes 0\.66 times/);
  assert.match(bn([2.9, 3.3]), /^undecided: .*not in every round/);
});

Deno.test("the sentence on the total time follows the product of epochs and seconds", () => {
  const bn = (epochs: number, seconds: number) =>
    conclusion("bn-in-all", {
      "lenet-bn": { epochsToTarget: [epochs, epochs], secondsPerEpoch: [seconds, seconds] },
    });
  assert.match(
    bn(1, 4),
    /^yes: .*learns faster .*: 85 % .* takes 4\.00 s with it and 6\.80 s without/,
  );
  assert.match(bn(1, 9), /^no: .*learns more slowly/);
  assert.match(bn(2, 3.5), /^undecided: /);
});
