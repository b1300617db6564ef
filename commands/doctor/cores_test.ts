import assert from "node:assert/strict";
import { readProcessor } from "./cores.ts";

Deno.test("readProcessor() counts a core once, however many threads it runs", async () => {
  const lscpu = "# Core,Socket\n0,0\n0,0\n1,0\n1,0\n0,1\n0,1\n";
  assert.equal((await readProcessor(() => Promise.resolve(lscpu), "linux")).physical, 3);
  assert.equal((await readProcessor(() => Promise.resolve("8\n"), "darwin")).physical, 8);
  assert.equal(
    (await readProcessor(() => Promise.resolve(undefined), "linux")).physical,
    undefined,
  );
  assert.equal((await readProcessor(() => Promise.resolve("8"), "windows")).physical, undefined);
});
