import assert from "node:assert/strict";
import { trainable } from "../models/mod.ts";
import { classifierRecipes, recipes, vaeRecipes } from "./recipes.ts";

Deno.test("every model has every recipe, and there is no recipe without a model", () => {
  assert.deepEqual(Object.keys(recipes).sort(), Object.keys(trainable).sort());
  for (const own of Object.values(recipes)) {
    assert.deepEqual(Object.keys(own).sort(), ["best", "default", "fast"]);
  }
});

Deno.test("every recipe has settings that make sense", () => {
  for (const [model, own] of Object.entries(recipes)) {
    for (const [name, recipe] of Object.entries(own)) {
      const isSound = (what: string, sound: boolean) =>
        assert.ok(sound, `${what} of ${model}, ${name}`);
      const { optimizer, augmentation } = recipe;
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
  }
});

Deno.test("every recipe of a classifier has a share of smoothing and of dropout", () => {
  for (
    const { labelSmoothing, dropout } of Object.values(classifierRecipes).flatMap(Object.values)
  ) {
    assert.ok(labelSmoothing >= 0 && labelSmoothing < 0.5);
    assert.ok(dropout >= 0 && dropout < 1);
  }
});

Deno.test("every recipe of a VAE trains on the ELBO itself", () => {
  for (const { latent, beta, klWarmUp } of Object.values(vaeRecipes).flatMap(Object.values)) {
    assert.ok(Number.isInteger(latent) && latent >= 1);
    assert.deepEqual([beta, klWarmUp], [1, 0]);
  }
});

Deno.test("the fast recipe is never longer than the default, nor that than the best", () => {
  for (const { fast, default: usual, best } of Object.values(recipes)) {
    assert.ok(fast.epochs <= usual.epochs && usual.epochs <= best.epochs);
  }
});
