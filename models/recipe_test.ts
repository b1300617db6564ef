import assert from "node:assert/strict";
import { classifiers, lenetVariants, RECIPE_NAMES, trainable, vaes } from "./mod.ts";

/** Every recipe of every model, with its name. */
const all = Object.values(trainable).flatMap(({ name, recipes }) =>
  RECIPE_NAMES.map((recipe) => ({ what: `${name}, ${recipe}`, ...recipes[recipe] }))
);

Deno.test("every recipe has settings that make sense", () => {
  for (const { what, optimizer, augmentation, ...recipe } of all) {
    const isSound = (setting: string, sound: boolean) => assert.ok(sound, `${setting} of ${what}`);
    const isWhole = (value: number, min: number, max: number) =>
      Number.isInteger(value) && value >= min && value <= max;
    isSound("epochs", isWhole(recipe.epochs, 1, 200));
    isSound("batchSize", isWhole(recipe.batchSize, 16, 1024));
    isSound("learningRate", recipe.learningRate > 0 && recipe.learningRate <= 1);
    isSound("schedule", ["constant", "one-cycle"].includes(recipe.schedule));
    isSound("shift", isWhole(augmentation.shift, 0, 4));
    isSound("valSplit", isWhole(recipe.valSplit, 0, 10_000));
    isSound("weightDecay", optimizer.weightDecay >= 0 && optimizer.weightDecay < 0.1);
    if (optimizer.name === "sgd") {
      isSound("momentum", optimizer.momentum >= 0 && optimizer.momentum < 1);
    } else {
      isSound("beta1", optimizer.beta1 >= 0 && optimizer.beta1 < optimizer.beta2);
      isSound("beta2", optimizer.beta2 < 1);
      isSound("epsilon", optimizer.epsilon > 0);
    }
  }
});

Deno.test("every recipe of a classifier has fractions of label smoothing and of dropout", () => {
  for (const { recipes } of [...Object.values(classifiers), ...lenetVariants]) {
    for (const { labelSmoothing, dropout } of Object.values(recipes)) {
      assert.ok(labelSmoothing >= 0 && labelSmoothing < 0.5);
      assert.ok(dropout >= 0 && dropout < 1);
    }
  }
});

Deno.test("every recipe of a VAE trains on the ELBO itself", () => {
  for (const { recipes } of Object.values(vaes)) {
    for (const { latent, beta, klWarmUp } of Object.values(recipes)) {
      assert.ok(Number.isInteger(latent) && latent >= 1);
      assert.deepEqual([beta, klWarmUp], [1, 0]);
    }
  }
});

Deno.test("the recipe fast has at most the epochs of default, and default those of best", () => {
  for (const { recipes: { fast, default: usual, best } } of Object.values(trainable)) {
    assert.ok(fast.epochs <= usual.epochs && usual.epochs <= best.epochs);
  }
});

Deno.test("the variants of LeNet have the recipes of the modified LeNet", () => {
  for (const { recipes } of lenetVariants) {
    assert.deepEqual(recipes, classifiers["lenet-modified"]!.recipes);
  }
});
