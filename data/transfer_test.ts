import assert from "node:assert/strict";
import { join } from "node:path";
import { fetchFile, isFailure, type Transfer } from "./transfer.ts";

/** Fetches a body without an announced length, with a limit of `cap` bytes. */
async function fetchUnannounced(body: Uint8Array<ArrayBuffer>, cap: number) {
  const folder = await Deno.makeTempDir();
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(options, () => new Response(new Blob([body]).stream()));
  const transfer: Transfer = {
    ...{ url: `http://127.0.0.1:${server.addr.port}/`, part: join(folder, "part"), cap, hint: "" },
  };
  try {
    const result = await fetchFile(transfer, async () => {
      return { bytes: await Deno.readFile(transfer.part) };
    });
    return isFailure(result) ? result.failure : result.bytes;
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("fetchFile() accepts a file of the largest size, and refuses one byte more", async () => {
  const body = crypto.getRandomValues(new Uint8Array(5000));
  assert.deepEqual(await fetchUnannounced(body, 5000), body);
  assert.equal(await fetchUnannounced(body, 4999), "expected at most 4999 bytes, got more");
});

Deno.test("fetchFile() gives the reason why a server is not reached", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close(); // so that nothing listens at the port
  const folder = await Deno.makeTempDir();
  const part = join(folder, "part");
  const transfer = { url: `http://127.0.0.1:${port}/`, part, cap: 1, hint: "" };
  const result = await fetchFile(transfer, () => Promise.reject(new Error("nothing to accept")));
  assert.ok(isFailure(result));
  assert.equal(result.kind, "unreachable");
  assert.match(result.failure, /refused/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("fetchFile() asks a server four times that answers and breaks off", async () => {
  const folder = await Deno.makeTempDir();
  let requests = 0;
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(options, () => {
    requests++;
    return new Response("busy", { status: 503 });
  });
  const { port } = server.addr;
  const transfer = {
    url: `http://127.0.0.1:${port}/`,
    part: join(folder, "part"),
    cap: 9,
    hint: "",
  };
  const accept = () => Promise.reject(new Error("nothing to accept"));
  const result = await fetchFile(transfer, accept, { backoff: 1 });
  assert.deepEqual(result, { failure: "HTTP 503", kind: "broken" });
  assert.equal(requests, 4);
  await server.shutdown();
  await Deno.remove(folder, { recursive: true });
});
