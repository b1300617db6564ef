import assert from "node:assert/strict";
import { join } from "node:path";
import { fetchFile, isFailure, type Transfer } from "./transfer.ts";

const BYTES = Uint8Array.from({ length: 100 }, (_, i) => i);
/** The bytes that an earlier transfer left. */
const ALREADY = BYTES.slice(0, 40);

/** Runs a test with the address of a server and the path of a partial file. */
async function withServer(
  answer: (request: Request) => Response,
  run: (transfer: Transfer) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  const { port } = server.addr;
  try {
    await run({
      ...{ url: `http://127.0.0.1:${port}/`, part: join(folder, "part"), cap: 100, hint: "" },
    });
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
}

const accepted = () => Promise.resolve({ accepted: true });

/** Continues a partial file of 40 bytes from a server that gives one answer. */
async function resume(answer: () => Response) {
  const folder = await Deno.makeTempDir();
  const part = join(folder, "file.part");
  await Deno.writeFile(part, ALREADY);
  const ranges: (string | null)[] = [];
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, (request) => {
    ranges.push(request.headers.get("range"));
    return answer();
  });
  const transfer = { url: `http://127.0.0.1:${server.addr.port}/`, part, cap: 1_000, hint: "" };
  const result = await fetchFile(transfer, (resumed) => Promise.resolve({ resumed }), {
    attempts: 1,
  });
  await server.shutdown();
  const bytes = await Deno.readFile(part);
  await Deno.remove(folder, { recursive: true });
  return { result, ranges, bytes };
}

const partial = (range: string | undefined, start: number) =>
  new Response(BYTES.slice(start), {
    status: 206,
    ...(range === undefined ? {} : { headers: { "content-range": range } }),
  });

Deno.test("a transfer continues with the bytes that follow those that are there", async () => {
  const { result, ranges, bytes } = await resume(() => partial("bytes 40-99/100", 40));
  assert.deepEqual(ranges, ["bytes=40-"]);
  assert.deepEqual(result, { resumed: true });
  assert.deepEqual(bytes, BYTES);
});

Deno.test("a 206 answer that begins elsewhere is refused, and no byte of it is written", async () => {
  const answers: [range: string | undefined, start: number][] = [
    ["bytes 0-99/100", 0],
    ["bytes 39-99/100", 39],
    ["bytes 41-99/100", 41],
    ["bytes 400-459/460", 40],
    ["bytes */100", 40],
    ["lines 40-99/100", 40],
    [undefined, 40],
  ];
  for (const [range, start] of answers) {
    const { result, bytes } = await resume(() => partial(range, start));
    assert.deepEqual(result, { failure: "HTTP 206", kind: "refused" }, `${range}`);
    assert.deepEqual(bytes, ALREADY, `${range}`);
  }
});

Deno.test("an answer with the whole file replaces the bytes that are there", async () => {
  const other = BYTES.map((byte) => 255 - byte);
  const { result, bytes } = await resume(() => new Response(other));
  assert.deepEqual(result, { resumed: false });
  assert.deepEqual(bytes, other);
});

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

Deno.test("fetchFile() stops to read at the limit, before the body ends", async () => {
  const open = () => {
    const start = (controller: ReadableStreamDefaultController) => controller.enqueue(BYTES);
    return new Response(new ReadableStream({ start }));
  };
  await withServer(open, async (transfer) => {
    const limits = { attempts: 1, stallTimeout: 200 };
    const result = await fetchFile({ ...transfer, cap: 99 }, accepted, limits);
    assert.deepEqual(result, { failure: "expected at most 99 bytes, got more", kind: "refused" });
    await assert.rejects(Deno.stat(transfer.part), Deno.errors.NotFound);
  });
});

Deno.test("fetchFile() limits the time for an answer, not for the whole file", async () => {
  const connectTimeout = 500;
  const slow = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(BYTES.slice(0, 50));
          setTimeout(() => {
            controller.enqueue(BYTES.slice(50));
            controller.close();
          }, connectTimeout + 100);
        },
      }),
    );
  await withServer(slow, async (transfer) => {
    const result = await fetchFile(transfer, accepted, { attempts: 1, connectTimeout });
    assert.deepEqual(result, { accepted: true });
    assert.deepEqual(await Deno.readFile(transfer.part), BYTES);
  });
});

Deno.test("fetchFile() asks again after an answer that may change, and never after another", async () => {
  const statuses = [[404, 1], [403, 1], [499, 1], [408, 2], [429, 2], [500, 2], [503, 2]] as const;
  for (const [status, expected] of statuses) {
    let requests = 0;
    const refuse = () => {
      requests++;
      return new Response("no", { status });
    };
    await withServer(refuse, async (transfer) => {
      const result = await fetchFile(transfer, accepted, { attempts: 2, backoff: 1 });
      const kind = expected === 1 ? "refused" : "broken";
      assert.deepEqual(result, { failure: `HTTP ${status}`, kind });
      assert.equal(requests, expected, `${status}`);
    });
  }
});

Deno.test("fetchFile() reports the bytes so far and in all, also of a part", async () => {
  const steps: [number, number | undefined][] = [];
  const rest = () =>
    new Response(BYTES.slice(40), {
      status: 206,
      headers: { "content-range": "bytes 40-99/100", "content-length": "60" },
    });
  await withServer(rest, async (transfer) => {
    await Deno.writeFile(transfer.part, ALREADY);
    await fetchFile(transfer, accepted, { onProgress: (...step) => steps.push(step) });
  });
  assert.deepEqual(steps.at(-1), [100, 100]);
});

Deno.test("fetchFile() refuses a part beyond the limit by its announced length", async () => {
  const answer = (length: number) => () =>
    new Response(new Uint8Array(length), {
      status: 206,
      headers: { "content-range": `bytes 40-`, "content-length": `${length}` },
    });
  const failure = "expected at most 100 bytes, got 101";
  for (const [length, expected] of [[60, { accepted: true }], [61, { failure, kind: "refused" }]]) {
    await withServer(answer(length as number), async (transfer) => {
      await Deno.writeFile(transfer.part, ALREADY);
      assert.deepEqual(await fetchFile(transfer, accepted), expected);
    });
  }
});

Deno.test("fetchFile() accepts 416 only for a partial file that has bytes", async () => {
  await withServer(() => new Response("no", { status: 416 }), async (transfer) => {
    const result = await fetchFile(transfer, accepted, { attempts: 1 });
    assert.deepEqual(result, { failure: "HTTP 416", kind: "refused" });
  });
});
