import assert from "node:assert/strict";
import { join } from "node:path";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { type Classifier, classifiers, models, trainable } from "../../models/mod.ts";
import { smallClassifier } from "../../train/testing/sample_run.ts";

// Adds a model to the registry, as its entry in models/mod.ts does.
for (const registry of [classifiers, models, trainable]) {
  (registry as Record<string, Classifier>)[smallClassifier.name] = smallClassifier;
}
// All modules that read the registry are loaded after that.
const { SPEC } = await import("../../train/spec.ts");
const { helpText } = await import("../../cli/help.ts");
const { train } = await import("./main.ts");

Deno.test("an entry of the registry is enough to train a model and write its card", async () => {
  assert.match(helpText(SPEC), /--model [^ ]*\bsmall\b/);
  const folder = await Deno.makeTempDir();
  try {
    const out = join(folder, "run");
    const words = "--model small --recipe fast --epochs 2 --data synthetic --limit 200 --threads 1";
    const { code, stderr } = await runRecorded(SPEC, train, [...words.split(" "), "--out", out]);
    assert.equal(code, 0, stderr);
    const read = (name: string) => Deno.readTextFile(join(out, name));
    const { epochs, batchSize } = JSON.parse(await read("config.json"));
    assert.deepEqual([epochs, batchSize], [2, smallClassifier.recipes.fast.batchSize]);
    assert.equal(JSON.parse(await read("summary.json")).title, "Small");
    const card = await read("README.md");
    assert.match(card, /^# Small on /);
    assert.match(card, /`deno task train --model small --recipe fast --epochs 2 /);
    assert.ok((await Deno.stat(join(out, "model.onnx"))).size > 0);

    const resumed = await runRecorded(SPEC, train, ["--resume", out]);
    assert.equal(resumed.code, 0, resumed.stderr);
    const refused = await runRecorded(SPEC, train, ["--model", "smal"]);
    assert.match(refused.stderr, /--model: expected .*\bsmall\b.*Did you mean --model small\?/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
