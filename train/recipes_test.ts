import assert from "node:assert/strict";
import { models } from "../models/mod.ts";
import { recipes } from "./recipes.ts";

Deno.test("every model has every recipe, and there is no recipe without a model", () => {
  assert.deepEqual(Object.keys(recipes).sort(), Object.keys(models).sort());
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
      isSound("labelSmoothing", recipe.labelSmoothing >= 0 && recipe.labelSmoothing < 0.5);
      isSound("dropout", recipe.dropout >= 0 && recipe.dropout < 1);
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

Deno.test("the fast recipe is never longer than the default, nor that than the best", () => {
  for (const { fast, default: usual, best } of Object.values(recipes)) {
    assert.ok(fast.epochs <= usual.epochs && usual.epochs <= best.epochs);
  }
});
