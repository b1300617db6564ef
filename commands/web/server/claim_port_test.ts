import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { WeftError } from "../../../error.ts";
import { claimPort } from "./claim_port.ts";
import { answerText } from "./handler.ts";
import { ask } from "./testing/ask.ts";

const QUICK = { idle: 50, request: 50, stalled: 10_000 };

/** Sends a text as it is, and returns what comes back until the server closes the connection. */
async function untilClosed(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1", () => socket.write(text));
  let answer = "";
  socket.on("data", (bytes) => answer += bytes);
  await once(socket, "close");
  return answer;
}

Deno.test("claimPort() refuses a port that is in use, and takes it when it is free", async () => {
  const first = await claimPort(0);
  await assert.rejects(
    claimPort(first.port),
    (error) =>
      error instanceof WeftError && error.code === "usage" &&
      error.message === `Cannot serve the page on port ${first.port}: it is in use` &&
      /--port 0/.test(error.hint),
  );
  await first.close();
  const second = await claimPort(first.port);
  assert.equal(second.port, first.port);
  await second.close();
});

Deno.test("a browser that comes before the page is built is told to come back", async () => {
  const server = await claimPort(0);
  const { status, headers, body } = await ask(server.port, "/");
  assert.deepEqual([status, headers.refresh], [503, "2"]);
  assert.equal(body.toString(), "The page is being built");
  server.answer((_, response) => answerText(response, 200, "the page"));
  assert.equal((await ask(server.port, "/")).body.toString(), "the page");
  await server.close();
});

Deno.test("a connection without a request, or with half of one, is closed", async () => {
  const server = await claimPort(0, QUICK);
  assert.match(await untilClosed(server.port, ""), /^HTTP\/1\.1 408 /);
  assert.match(await untilClosed(server.port, "GET / HTTP/1.1\r\nHost: lo"), /^HTTP\/1\.1 408 /);
  const body = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf";
  assert.match(await untilClosed(server.port, body), /^HTTP\/1\.1 503 /);
  await server.close();
});

Deno.test("a connection is kept for the next request, and closed when none comes", async () => {
  const server = await claimPort(0, QUICK);
  const request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const answers = await untilClosed(server.port, request + request);
  assert.equal(answers.match(/HTTP\/1\.1 503 /g)!.length, 2);
  await server.close();
  const patient = await claimPort(0, { ...QUICK, idle: 3_000 });
  const { headers } = await ask(patient.port, "/", { connection: "keep-alive" });
  assert.equal(headers["keep-alive"], "timeout=3");
  await patient.close();
});

Deno.test("a download that the client does not read is broken off", async () => {
  const server = await claimPort(0, { ...QUICK, stalled: 100 });
  const broken = Promise.withResolvers<unknown>();
  server.answer(async (_, response) => {
    const endless = Readable.from(function* () {
      for (;;) yield new Uint8Array(65_536);
    }());
    await pipeline(endless, response).catch(broken.resolve);
  });
  const socket = connect(server.port, "127.0.0.1", () => {
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    socket.pause();
  });
  assert.ok(await broken.promise);
  socket.destroy();
  await server.close();
});

Deno.test("close() ends connections whose request is still being answered", async () => {
  const server = await claimPort(0);
  const asked = Promise.withResolvers<void>();
  server.answer(() => asked.resolve());
  const closed = untilClosed(server.port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await asked.promise;
  await server.close();
  assert.equal(await closed, "");
});

Deno.test("an answer that fails is an error, and half an answer ends the connection", async () => {
  const server = await claimPort(0);
  server.answer(() => Promise.reject(new Error("gone")));
  assert.equal((await ask(server.port, "/")).status, 500);
  server.answer((_, response) => {
    response.writeHead(200, { "content-length": 10 }).write("half");
    return Promise.reject(new Error("gone"));
  });
  await assert.rejects(ask(server.port, "/"));
  await server.close();
});
