import assert from "node:assert/strict";
import { answerText } from "./handler.ts";
import { loopbackOnly } from "./loopback_only.ts";
import { ask, withServer } from "./testing/ask.ts";

const handler = loopbackOnly((_, response) => answerText(response, 200, "the page"));

Deno.test("loopbackOnly() answers to the names of this machine, with any port", async () => {
  await withServer(handler, async (port) => {
    assert.equal((await ask(port, "/")).status, 200);
    for (const host of ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:1", "[::1]:80"]) {
      assert.equal((await ask(port, "/", { host })).body.toString(), "the page", host);
    }
  });
});

Deno.test("loopbackOnly() refuses the name of another site that leads here", async () => {
  await withServer(handler, async (port) => {
    for (
      const host of [
        "evil.example",
        `evil.example:${port}`,
        "localhost.evil.example",
        "evil-localhost",
        "127.0.0.1.evil.example",
        "127a0b0c1",
        "localhost:8000@evil.example",
      ]
    ) {
      const { status, body } = await ask(port, "/", { host });
      assert.equal(status, 421, host);
      assert.match(body.toString(), /only to the names localhost and 127\.0\.0\.1/);
    }
  });
});
