import assert from "node:assert/strict";
import { openSlowLink } from "./slow_link.ts";

Deno.test("openSlowLink() carries what the server sends, over several connections", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(50_000));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(bytes, { headers: { connection: "close" } }),
  );
  const link = openSlowLink(server.addr.port, { megabitsPerSecond: 100, latency: 1 });
  const load = async () => {
    const response = await fetch(`http://127.0.0.1:${link.port}/`);
    return new Uint8Array(await response.arrayBuffer());
  };
  assert.deepEqual(await Promise.all([load(), load()]), [bytes, bytes]);
  await server.shutdown();
  await link.close();
});
