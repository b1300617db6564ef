import assert from "node:assert/strict";
import { sampleConfig } from "./testing/sample_run.ts";
import { changedVersions, versions } from "./versions.ts";

Deno.test("changedVersions() names the versions that changed, and no others", () => {
  assert.equal(changedVersions(sampleConfig({ versions: versions() })), undefined);
  const before = { ...versions(), tfjs: "4.0.0" };
  assert.match(changedVersions(sampleConfig({ versions: before }))!, /tfjs 4\.0\.0 is now /);
});
