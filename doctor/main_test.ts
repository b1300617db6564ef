import assert from "node:assert/strict";
import { run } from "../tests/command.ts";

Deno.test("deno task doctor works with the permissions that it has, for people and as JSON", async () => {
  const text = await run("doctor", []);
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /^ {2}cpu {6}works/m);
  assert.match(text.stdout, /^ {2}wasm {5}works/m);
  const json = await run("doctor", ["--json"]);
  const { runtimes, processor, versions } = JSON.parse(json.stdout);
  assert.deepEqual(
    runtimes.map(({ backend }: { backend: string }) => backend),
    ["cpu", "cuda", "webgpu", "wasm"],
  );
  assert.equal(runtimes.filter(({ chosen }: { chosen: boolean }) => chosen).length, 1);
  assert.ok(processor.logical >= 1);
  assert.match(versions["onnxruntime-node"], /^\d+\.\d+\.\d+$/);
});
