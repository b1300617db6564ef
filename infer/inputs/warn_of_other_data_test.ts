import assert from "node:assert/strict";
import { record } from "../../cli/testing/recorded.ts";
import type { Dataset } from "../../data/dataset.ts";
import { warnOfOtherData } from "./warn_of_other_data.ts";

const DATASET = { name: "fashion-mnist", title: "Fashion-MNIST" } as Dataset;

function warning(metadata: Readonly<Record<string, string>>): string {
  const stderr = record();
  warnOfOtherData(metadata, DATASET, { stderr });
  return stderr.text;
}

Deno.test("a model of other data has a warning, and one of the same or unknown data has none", () => {
  assert.match(
    warning({ dataset: "shoes" }),
    /^WARNING: .* trained on shoes, .* are Fashion-MNIST;/,
  );
  for (const metadata of [{}, { dataset: "fashion-mnist" }, { dataset: "Fashion-MNIST" }]) {
    assert.equal(warning(metadata), "");
  }
});
