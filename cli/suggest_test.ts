import assert from "node:assert/strict";
import { editDistance, suggest } from "./suggest.ts";

Deno.test("editDistance() counts inserts, deletes, replacements and swaps", () => {
  assert.equal(editDistance("", ""), 0);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("lent", "lenet"), 1);
  assert.equal(editDistance("epochss", "epochs"), 1);
  assert.equal(editDistance("epcohs", "epochs"), 1);
  assert.equal(editDistance("kitten", "sitting"), 3);
});

Deno.test("suggest() corrects a typing error", () => {
  assert.equal(suggest("--epoch", ["--epochs", "--seed", "--lr"]), "--epochs");
  assert.equal(suggest("lent", ["lenet", "lenet-modified", "vae"]), "lenet");
  assert.equal(suggest("LENET", ["lenet", "vae"]), "lenet");
});

Deno.test("suggest() completes the beginning of a word", () => {
  assert.equal(suggest("--batch", ["--backend", "--batch-size"]), "--batch-size");
  assert.equal(suggest("lenet-mod", ["vae", "lenet-modified"]), "lenet-modified");
});

Deno.test("suggest() returns undefined when nothing is close", () => {
  assert.equal(suggest("--colour", ["--epochs", "--seed", "--lr"]), undefined);
  assert.equal(suggest("x", ["lenet", "vae"]), undefined);
  assert.equal(suggest("anything", []), undefined);
});
