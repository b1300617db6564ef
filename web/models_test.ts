import assert from "node:assert/strict";
import { classifiers } from "../models/mod.ts";
import { CLASSIFIERS, preferredClassifier } from "./models.ts";

Deno.test("the page shows every classifier of the collection", () => {
  assert.deepEqual([...CLASSIFIERS], Object.keys(classifiers));
});

Deno.test("preferredClassifier() takes the last one that the site has", () => {
  assert.equal(preferredClassifier({ "lenet-modified": {}, lenet: {} }), "lenet-modified");
  assert.equal(preferredClassifier({ lenet: {}, decoder: {} }), "lenet");
  assert.equal(preferredClassifier({ encoder: {} }), undefined);
});
