import assert from "node:assert/strict";
import { manifest } from "./manifest.ts";

Deno.test("manifest() pins imported packages and sets their kinds", () => {
  const made = manifest(new Set(["onnxruntime-node", "@tensorflow/tfjs", "jpeg-js"]));
  assert.deepEqual(made.dependencies, { "jpeg-js": "0.4.4" });
  assert.deepEqual(made.optionalDependencies, { "onnxruntime-node": "1.30.0" });
  assert.deepEqual(made.peerDependencies, { "@tensorflow/tfjs": "4.22.0" });
  assert.deepEqual(made.peerDependenciesMeta, { "@tensorflow/tfjs": { optional: true } });
});

Deno.test("manifest() names only compiled files", () => {
  const { exports, imports, sideEffects } = manifest([]);
  const named = JSON.stringify({ exports, imports, sideEffects });
  assert.doesNotMatch(named, /(?<!\.d)\.ts"/);
  assert.match(named, /"\.\/compiler\/mod\.js"/);
});

Deno.test("manifest() refuses a package without a version in deno.json", () => {
  assert.throws(() => manifest(["left-pad"]), { message: "deno.json has no version of left-pad" });
});
