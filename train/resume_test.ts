import assert from "node:assert/strict";
import { parseFlags } from "../cli/flags.ts";
import type { Dataset } from "../data/dataset.ts";
import { WeftError } from "../error.ts";
import { requireNoSettings, requireSameData } from "./resume.ts";
import { SPEC } from "./spec.ts";
import { assertUsage } from "./testing/assert_usage.ts";
import { sampleConfig, sampleDataset } from "./testing/sample_run.ts";

/** Flags that a run may be resumed with. */
const ALLOWED = ["data", "unverified", "resume", "checkpoint-every", "dry-run", "json"];

Deno.test("requireNoSettings() refuses every flag that decides a result, and no other", () => {
  for (const [name, flag] of Object.entries(SPEC.flags)) {
    const value = {
      boolean: [],
      text: ["some"],
      path: ["some"],
      integer: ["7"],
      number: ["7"],
      choice: "choices" in flag ? [flag.choices.at(-1)!] : [],
    }[flag.kind];
    const flags = parseFlags(SPEC, [`--${name}`, ...value]);
    if (ALLOWED.includes(name)) requireNoSettings(flags);
    else {
      const message = new RegExp(`^--${name} does not go with --resume: .* its own settings$`);
      assertUsage(() => requireNoSettings(flags), message, /start a new run$/);
    }
  }
});

Deno.test("requireSameData() refuses other images, and names the file that differs", () => {
  const config = sampleConfig();
  requireSameData(config, sampleDataset, "runs/a");
  const refused = (dataset: Dataset, message: RegExp) =>
    assert.throws(() => requireSameData(config, dataset, "runs/a"), (error) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "data");
      assert.match(error.message, /^Cannot resume runs\/a: it was trained on Fashion-MNIST/);
      assert.match(error.message, message);
      return true;
    });
  refused(
    { ...sampleDataset, hashes: { ...sampleDataset.hashes, "train-labels-idx1-ubyte": "cc" } },
    /differ in train-labels-idx1-ubyte$/,
  );
  refused({ ...sampleDataset, name: "custom", title: "Mine" }, /\(Mine\) differ$/);
});
