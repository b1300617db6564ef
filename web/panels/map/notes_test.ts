import assert from "node:assert/strict";
import { pcaNote, progressNote, stoppedNote, tsneNote } from "./notes.ts";

Deno.test("pcaNote() and tsneNote() describe a map", () => {
  assert.equal(
    pcaNote("LeNet", 84, [0.3141, 0.2]),
    "PCA of the 84-dimensional embeddings of LeNet, the layer before the last: " +
      "the two axes explain 31.4 % and 20.0 % of the variance.",
  );
  const tables = { perplexity: 30, iterations: 750, seconds: 2.345, klDivergence: 1.23456 };
  assert.equal(
    tsneNote({ ...tables, notices: [] }),
    "t-SNE with perplexity 30: 750 iterations in 2.3 s, KL divergence 1.2346 nats.",
  );
  assert.match(tsneNote({ ...tables, notices: ["It was coarse."] }), / nats\. It was coarse\.$/);
});

Deno.test("progressNote() and stoppedNote() contain the iteration", () => {
  assert.equal(progressNote(0, 750), "Finding neighbours");
  assert.equal(progressNote(20, 750), "Iteration 20 of 750");
  assert.match(stoppedNote("Iteration 20 of 750"), /^t-SNE was stopped at iteration 20 of 750: /);
  assert.match(stoppedNote(""), /stopped at its start: /);
});
