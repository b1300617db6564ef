import assert from "node:assert/strict";
import { pcaNote, progressNote, stoppedNote, tsneNote } from "./notes.ts";

Deno.test("a map says in words what it is", () => {
  assert.equal(
    pcaNote("LeNet", 84, [0.3141, 0.2]),
    "PCA of the 84 numbers that LeNet makes of each image, in the layer before its last: the two axes hold 31.4 % and 20.0 % of their variance.",
  );
  const facts = { perplexity: 30, iterations: 750, seconds: 2.345, klDivergence: 1.23456 };
  assert.equal(
    tsneNote({ ...facts, notices: [] }),
    "t-SNE with perplexity 30: 750 iterations in 2.3 s, KL divergence 1.2346 nats.",
  );
  assert.match(tsneNote({ ...facts, notices: ["It was coarse."] }), / nats\. It was coarse\.$/);
});

Deno.test("a map that is being made, or was stopped, says how far it is", () => {
  assert.equal(progressNote(0, 750), "Finding neighbours");
  assert.equal(progressNote(20, 750), "Iteration 20 of 750");
  assert.match(stoppedNote("Iteration 20 of 750"), /^t-SNE was stopped at iteration 20 of 750: /);
  assert.match(stoppedNote(""), /stopped at its start: /);
});
