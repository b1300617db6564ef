import assert from "node:assert/strict";
import { succeed } from "./command.ts";

Deno.test("parity works with the permissions of its task and with LD_LIBRARY_PATH set", async () => {
  const { stdout } = await succeed(
    "parity",
    [
      ...["--run", "zoo:lenet", "--data", "synthetic", "--limit", "10"],
      ...["--backend", "wasm", "--json"],
    ],
    { env: { LD_LIBRARY_PATH: "/usr/lib" } },
  );
  const { promises, runtimes } = JSON.parse(stdout);
  assert.deepEqual(promises.filter(({ state }: { state: string }) => state === "broken"), []);
  const ran = runtimes.filter(({ state }: { state: string }) => state === "ran");
  assert(ran.length >= 2, stdout);
});
