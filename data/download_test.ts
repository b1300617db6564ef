import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { downloadFiles, type DownloadOptions } from "./download.ts";
import type { OfficialFile } from "./fashion_mnist.ts";

const RAW = new Uint8Array(200_000);
for (let i = 0; i < RAW.length; i++) RAW[i] = (i * 7919 + (i >> 3) * (i >> 7)) & 255;
const ZIPPED = new Uint8Array(gzipSync(RAW, { level: 0 }));

const FILE: OfficialFile = {
  name: "train-images-idx3-ubyte",
  sha256: createHash("sha256").update(RAW).digest("hex"),
  bytes: RAW.length,
};
const FAST: DownloadOptions = { backoff: 5, connectTimeout: 2000, stallTimeout: 2000 };

interface Scene {
  /** The folder to download to. */
  folder: string;
  /** Starts a mirror on this machine; `requests` collects its requests. */
  serve(handler: (request: Request) => Response | Promise<Response>): string;
  requests: { origin: string; range: string | null }[];
}

/** Runs a test with a folder and mirrors of its own and takes both away again. */
async function scene(run: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "weft-download-" });
  const servers: Deno.HttpServer<Deno.NetAddr>[] = [];
  const requests: Scene["requests"] = [];
  try {
    await run({
      folder,
      requests,
      serve(handler) {
        const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
        const server = Deno.serve({ ...options, onError: () => new Response(null) }, (request) => {
          const range = request.headers.get("range");
          requests.push({ origin: new URL(request.url).origin, range });
          return handler(request);
        });
        servers.push(server);
        return `http://127.0.0.1:${server.addr.port}/data/`;
      },
    });
  } finally {
    await Promise.all(servers.map((server) => server.shutdown()));
    await Deno.remove(folder, { recursive: true });
  }
}

/** A server that honours Range, and breaks off after `limit` bytes of each response. */
function ranged(body: Uint8Array<ArrayBuffer>, limit = Infinity) {
  return (request: Request): Response => {
    const asked = /^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "");
    const start = asked ? Number(asked[1]) : 0;
    if (start >= body.length) return new Response(null, { status: 416 });
    const headers: Record<string, string> = { "content-length": `${body.length - start}` };
    if (asked) headers["content-range"] = `bytes ${start}-${body.length - 1}/${body.length}`;
    const status = asked ? 206 : 200;
    if (body.length - start <= limit) return new Response(body.slice(start), { status, headers });
    return new Response(broken(body.slice(start, start + limit)), { status, headers });
  };
}

/** A body that sends some bytes and then breaks the connection. */
function broken(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = false;
  return new ReadableStream({
    async pull(controller) {
      if (!sent) {
        sent = true;
        return controller.enqueue(bytes);
      }
      // The bytes must have left before the connection does.
      await new Promise((resolve) => setTimeout(resolve, 30));
      controller.error(new Error("cable pulled"));
    },
  });
}

async function names(folder: string): Promise<string[]> {
  const all: string[] = [];
  for await (const { name } of Deno.readDir(folder)) all.push(name);
  return all.sort();
}

const networkError = (message: RegExp) => ({ name: "WeftError", code: "network", message });

Deno.test("a download arrives whole, alone in its folder, and reports progress", async () => {
  await scene(async ({ folder, serve }) => {
    const steps: [string, number, number | undefined][] = [];
    const paths = await downloadFiles([FILE], join(folder, "new", "deep"), {
      ...FAST,
      mirrors: [serve(ranged(ZIPPED))],
      onProgress: (...step) => steps.push(step),
    });
    const path = join(folder, "new", "deep", `${FILE.name}.gz`);
    assert.equal(paths.get(FILE.name), path);
    assert.deepEqual(await Deno.readFile(path), ZIPPED);
    assert.deepEqual(await names(join(folder, "new", "deep")), [`${FILE.name}.gz`]);
    assert.deepEqual(steps.at(-1), [FILE.name, ZIPPED.length, ZIPPED.length]);
  });
});

Deno.test("a broken transfer continues where it stopped", async () => {
  await scene(async ({ folder, serve, requests }) => {
    const mirrors = [serve(ranged(ZIPPED, 90_000))];
    const paths = await downloadFiles([FILE], folder, { ...FAST, mirrors });
    assert.deepEqual(await Deno.readFile(paths.get(FILE.name)!), ZIPPED);
    const ranges = requests.map(({ range }) => range);
    assert.deepEqual(ranges, [null, "bytes=90000-", "bytes=180000-"]);
    assert.deepEqual(await names(folder), [`${FILE.name}.gz`]);
  });
});

Deno.test("a download that was aborted continues in a later call", async () => {
  await scene(async ({ folder, serve, requests }) => {
    const abort = new AbortController();
    let limit = 90_000;
    const mirrors = [serve((request) => ranged(ZIPPED, limit)(request))];
    const stopped = downloadFiles([FILE], folder, {
      ...FAST,
      mirrors,
      backoff: 60_000,
      signal: abort.signal,
      onProgress: (_file, received) => {
        if (received === 90_000) setTimeout(() => abort.abort(new Error("Ctrl-C")), 60);
      },
    });
    await assert.rejects(stopped, /Ctrl-C/);
    assert.match((await names(folder)).join(), /\.part$/);
    limit = Infinity;
    await downloadFiles([FILE], folder, { ...FAST, mirrors });
    assert.equal(requests.at(-1)!.range, "bytes=90000-");
    assert.deepEqual(await names(folder), [`${FILE.name}.gz`]);
  });
});

Deno.test("a server that ignores Range makes the transfer start again", async () => {
  await scene(async ({ folder, serve, requests }) => {
    let first = true;
    const mirrors = [serve((request) => {
      const whole = new Request(request.url);
      const limit = first ? 50_000 : Infinity;
      first = false;
      return ranged(ZIPPED, limit)(whole);
    })];
    const paths = await downloadFiles([FILE], folder, { ...FAST, mirrors });
    assert.deepEqual(await Deno.readFile(paths.get(FILE.name)!), ZIPPED);
    assert.equal(requests.length, 2);
  });
});

Deno.test("a part that begins elsewhere than asked is refused, and the partial file is kept", async () => {
  await scene(async ({ folder, serve }) => {
    let answer = ranged(ZIPPED, 50_000);
    const mirrors = [serve((request) => answer(request))];
    await assert.rejects(downloadFiles([FILE], folder, { ...FAST, mirrors, attempts: 1 }));
    const [part] = await names(folder);
    for (
      const range of ["bytes 0-", "bytes 49999-", "bytes 5000-", "bytes 500000-", "items 50000-"]
    ) {
      const headers = { "content-range": `${range}${ZIPPED.length - 1}/${ZIPPED.length}` };
      answer = () => new Response(ZIPPED.slice(50_000), { status: 206, headers });
      await assert.rejects(
        downloadFiles([FILE], folder, { ...FAST, mirrors }),
        networkError(/HTTP 206/),
        range,
      );
      assert.deepEqual(await Deno.readFile(join(folder, part!)), ZIPPED.slice(0, 50_000), range);
    }
    answer = ranged(ZIPPED);
    const paths = await downloadFiles([FILE], folder, { ...FAST, mirrors });
    assert.deepEqual(await Deno.readFile(paths.get(FILE.name)!), ZIPPED);
  });
});

Deno.test("each mirror has a partial file of its own", async () => {
  await scene(async ({ folder, serve }) => {
    const cut = () => serve(ranged(ZIPPED, 50_000));
    const options = { ...FAST, mirrors: [cut(), cut()], attempts: 1 };
    await assert.rejects(downloadFiles([FILE], folder, options));
    const parts = await names(folder);
    assert.equal(parts.length, 2);
    for (const part of parts) assert.match(part, /^train-images-idx3-ubyte\.[0-9a-f]{8}\.part$/);
  });
});

Deno.test("a partial file of another content is removed and fetched whole", async () => {
  await scene(async ({ folder, serve, requests }) => {
    let limit = 50_000;
    const mirrors = [serve((request) => ranged(ZIPPED, limit)(request))];
    await assert.rejects(downloadFiles([FILE], folder, { ...FAST, mirrors, attempts: 1 }));
    const [part] = await names(folder);
    await Deno.writeFile(join(folder, part!), new Uint8Array(60_000));
    limit = Infinity;
    await downloadFiles([FILE], folder, { ...FAST, mirrors });
    assert.deepEqual(requests.map(({ range }) => range), [null, "bytes=60000-", null]);
    assert.deepEqual(await names(folder), [`${FILE.name}.gz`]);
  });
});

Deno.test("a partial file that is complete is only checked and renamed", async () => {
  await scene(async ({ folder, serve, requests }) => {
    const mirrors = [serve(ranged(ZIPPED, 50_000))];
    await assert.rejects(downloadFiles([FILE], folder, { ...FAST, mirrors, attempts: 1 }));
    const [part] = await names(folder);
    await Deno.writeFile(join(folder, part!), ZIPPED);
    await downloadFiles([FILE], folder, { ...FAST, mirrors, attempts: 1 });
    assert.equal(requests.length, 2);
    assert.deepEqual(await names(folder), [`${FILE.name}.gz`]);
  });
});

Deno.test("after 404 the next mirror is used at once, and first for the next file", async () => {
  await scene(async ({ folder, serve, requests }) => {
    const missing = serve(() => new Response("no", { status: 404 }));
    const good = serve(ranged(ZIPPED));
    const other = { ...FILE, name: "t10k-images-idx3-ubyte" };
    await downloadFiles([FILE, other], folder, { ...FAST, mirrors: [missing, good] });
    assert.equal(requests.length, 3);
    assert.equal(requests[2]!.origin, new URL(good).origin);
  });
});

Deno.test("a server error is tried again", async () => {
  await scene(async ({ folder, serve, requests }) => {
    let failures = 2;
    const mirror = serve((request) =>
      failures-- > 0 ? new Response("busy", { status: 503 }) : ranged(ZIPPED)(request)
    );
    await downloadFiles([FILE], folder, { ...FAST, mirrors: [mirror] });
    assert.equal(requests.length, 3);
  });
});

Deno.test("wrong content is refused, and the files of the folder are kept", async () => {
  await scene(async ({ folder, serve }) => {
    const earlier = join(folder, `${FILE.name}.gz`);
    await Deno.writeTextFile(earlier, "an earlier file");
    const portal = serve(() => new Response("<html>please log in</html>"));
    const forged = RAW.slice();
    forged[1000]! ^= 1;
    const forger = serve(ranged(new Uint8Array(gzipSync(forged))));
    await assert.rejects(
      downloadFiles([FILE], folder, { ...FAST, mirrors: [portal, forger] }),
      networkError(
        /Cannot download train-images-idx3-ubyte: .*SHA-256 differs.*; .*SHA-256 differs/,
      ),
    );
    assert.deepEqual(await names(folder), [`${FILE.name}.gz`]);
    assert.equal(await Deno.readTextFile(earlier), "an earlier file");
  });
});

Deno.test("more bytes than a file can have are refused, announced or not", async () => {
  await scene(async ({ folder, serve }) => {
    const large = new Uint8Array(400_000);
    const announced = serve(() => new Response(large, { headers: { "content-length": "400000" } }));
    const endless = serve(() => new Response(new Blob([large]).stream()));
    await assert.rejects(
      downloadFiles([FILE], folder, { ...FAST, mirrors: [announced, endless] }),
      networkError(/expected at most 265536 bytes, got 400000; .*got more/),
    );
    assert.deepEqual(await names(folder), []);
  });
});

Deno.test("a mirror that decompresses the file in transfer gives the raw file", async () => {
  await scene(async ({ folder, serve }) => {
    await Deno.writeTextFile(join(folder, `${FILE.name}.gz`), "damaged");
    const paths = await downloadFiles([FILE], folder, { ...FAST, mirrors: [serve(ranged(RAW))] });
    assert.equal(paths.get(FILE.name), join(folder, FILE.name));
    assert.deepEqual(await names(folder), [FILE.name]);
  });
});

Deno.test("mirrors that refuse or do not answer are left without retries", async () => {
  await scene(async ({ folder, serve, requests }) => {
    const late = Promise.withResolvers<Response>();
    const silent = serve(() => late.promise);
    const mirrors = ["http://127.0.0.1:1/", silent];
    await assert.rejects(
      downloadFiles([FILE], folder, { connectTimeout: 100, mirrors }),
      networkError(/127\.0\.0\.1:1: .*; 127\.0\.0\.1:\d+: no answer for 0\.1 s/),
    );
    late.resolve(new Response(null));
    assert.equal(requests.length, 1);
  });
});

Deno.test("a transfer that stands still is broken off", async () => {
  await scene(async ({ folder, serve }) => {
    const stuck = serve(() =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(ZIPPED.slice(0, 1000)),
        }),
      )
    );
    const options = { ...FAST, stallTimeout: 100, attempts: 1, mirrors: [stuck] };
    await assert.rejects(
      downloadFiles([FILE], folder, options),
      networkError(/the transfer stands still for 0\.1 s/),
    );
  });
});

Deno.test("a folder that cannot be made is a file error, before any request", async () => {
  await scene(async ({ folder, serve, requests }) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    await assert.rejects(
      downloadFiles([FILE], join(folder, "file", "cache"), { mirrors: [serve(ranged(ZIPPED))] }),
      { name: "WeftError", code: "file", message: /^Cannot create the folder / },
    );
    assert.equal(requests.length, 0);
  });
});
