import assert from "node:assert/strict";
import { createServer } from "node:http";
import { runInNewContext } from "node:vm";
import { type BinarySource, bytesOf, isBinarySource, nameOf } from "./binary_source.ts";
import { readSource, sourceName } from "./read_source.ts";

const ABC = new Uint8Array([97, 98, 99]);

Deno.test("bytesOf() gives the bytes of every form of a file", async () => {
  const sources: BinarySource[] = [
    ABC,
    new Uint8Array([0, ...ABC, 0]).subarray(1, 4),
    new DataView(ABC.buffer),
    ABC.buffer,
    new Blob(["abc"]),
    new File(["abc"], "abc.txt"),
    new Response("abc"),
  ];
  for (const source of sources) {
    assert.ok(isBinarySource(source));
    assert.deepEqual(await readSource(source, "text"), ABC);
  }
});

Deno.test("bytesOf() takes an ArrayBuffer of another realm, as test runners make them", async () => {
  const buffer = runInNewContext("Uint8Array.of(97, 98, 99).buffer");
  assert.ok(!(buffer instanceof ArrayBuffer));
  assert.deepEqual(await bytesOf(buffer, "text"), ABC);
});

Deno.test("bytesOf() says what it expects instead of another value", async () => {
  for (const [value, type] of [[[1, 2], "Array"], [null, "Null"], ["abc", "String"]] as const) {
    assert.ok(!isBinarySource(value));
    await assert.rejects(bytesOf(value as unknown as BinarySource, "the picture"), {
      code: "usage",
      message: `Cannot read the picture: expected its bytes, got ${type}`,
    });
  }
});

Deno.test("bytesOf() refuses a response that is an error or was read before", async () => {
  await assert.rejects(bytesOf(new Response("no", { status: 404 }), "a"), {
    code: "network",
    message: "Cannot read a: the server answered 404",
  });
  const read = new Response("abc");
  await read.text();
  await assert.rejects(bytesOf(read, "a"), { code: "network", message: /^Cannot read a: / });
});

Deno.test("a source has the name of its file or address, else the one that is given", async () => {
  assert.equal(nameOf(new File([], "shirt.png")), "shirt.png");
  assert.equal(nameOf(ABC), undefined);
  assert.equal(sourceName("a.onnx", "the model"), "a.onnx");
  assert.equal(sourceName(new URL("file:///a.onnx"), "the model"), "file:///a.onnx");
  assert.equal(sourceName(new Blob([]), "the model"), "the model");
  const server = createServer((_, answer) => answer.end("abc")).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const response = await fetch(`http://127.0.0.1:${port}/m.onnx`);
  assert.equal(sourceName(response, "the model"), `http://127.0.0.1:${port}/m.onnx`);
  assert.deepEqual(await readSource(response, "m"), ABC);
  await new Promise((resolve) => server.close(resolve));
});
