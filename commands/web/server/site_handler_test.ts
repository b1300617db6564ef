import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { CONTENT_SECURITY_POLICY } from "../content_security_policy.ts";
import { readSiteFiles } from "./site_files.ts";
import { siteHandler, type SiteHandlerOptions } from "./site_handler.ts";
import { ask, withServer } from "./testing/ask.ts";

/** Bytes that differ at each of 100 positions. */
const DATA = Buffer.from(Array.from({ length: 100 }, (_, i) => i));
const SCRIPT = "weave(); ".repeat(300);
const BROTLI = brotliCompressSync(SCRIPT), GZIP = gzipSync(SCRIPT);

const FILES: Readonly<Record<string, string | Buffer>> = {
  "site/index.html": "<h1>weft</h1>",
  "site/assets/page.js": SCRIPT,
  "site/assets/page.js.br": BROTLI,
  "site/assets/page.js.gz": GZIP,
  "site/assets/a b.wasm": "",
  "site/data/images.bin": DATA,
  "site/data/alone.gz": "not beside a plain file",
  "secret": "private",
};

/** Serves a small site, with a private file beside its folder. */
async function served(
  test: (port: number, site: string) => Promise<void>,
  options?: SiteHandlerOptions,
): Promise<void> {
  const root = await Deno.makeTempDir();
  for (const [path, contents] of Object.entries(FILES)) {
    await Deno.mkdir(join(root, path, ".."), { recursive: true });
    await Deno.writeFile(join(root, path), Buffer.from(contents));
  }
  const site = join(root, "site");
  await Deno.symlink(join(root, "secret"), join(site, "link"));
  const handler = siteHandler(await readSiteFiles(site), options);
  await withServer(handler, (port) => test(port, site));
  await Deno.remove(root, { recursive: true });
}

Deno.test("files have the content types that browsers require", async () => {
  await served(async (port) => {
    const types: Record<string, string> = {
      "/": "text/html; charset=utf-8",
      "/index.html": "text/html; charset=utf-8",
      "/assets/page.js?fresh": "text/javascript; charset=utf-8",
      "/assets/a%20b.wasm": "application/wasm",
      "/data/images.bin": "application/octet-stream",
      "/data/alone.gz": "application/octet-stream",
    };
    for (const [path, type] of Object.entries(types)) {
      const { status, headers } = await ask(port, path);
      assert.deepEqual([status, headers["content-type"]], [200, type], path);
    }
    assert.equal((await ask(port, "/")).body.toString(), "<h1>weft</h1>");
    assert.deepEqual((await ask(port, "/data/images.bin")).body, DATA);
  });
});

Deno.test("every answer has the policy as a header, and forbids to guess the type", async () => {
  await served(async (port) => {
    for (const [path, expected] of [["/", 200], ["/nothing", 404]] as const) {
      const { status, headers } = await ask(port, path);
      assert.equal(status, expected);
      assert.equal(
        headers["content-security-policy"],
        `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
      );
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    }
  });
});

Deno.test("the headers for threads are sent, unless `isolated` is false", async () => {
  const isolation = async (port: number) => {
    const { headers } = await ask(port, "/");
    return [headers["cross-origin-opener-policy"], headers["cross-origin-embedder-policy"]];
  };
  await served(async (port) => {
    assert.deepEqual(await isolation(port), ["same-origin", "require-corp"]);
  });
  await served(async (port) => {
    assert.deepEqual(await isolation(port), [undefined, undefined]);
  }, { isolated: false });
});

Deno.test("folders, missing files, links and paths outside are not found", async () => {
  await served(async (port) => {
    for (
      const path of [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/assets/..%5c..%5c..%5csecret",
        "/assets/../../secret",
        "//etc/passwd",
        "http://127.0.0.1/index.html",
        "/link",
        "/%00",
        "/%zz",
        "/assets",
        "/assets/",
        "/assets/page.js.br",
        "/nothing.js",
      ]
    ) {
      const { status, body } = await ask(port, path);
      assert.deepEqual([status, body.toString()], [404, "Not found"], path);
    }
  });
});

Deno.test("HEAD has the headers of GET and no body; other methods are refused", async () => {
  await served(async (port) => {
    const get = await ask(port, "/data/images.bin");
    const head = await ask(port, "/data/images.bin", { range: "bytes=0-1" }, "HEAD");
    assert.equal(head.status, 200);
    assert.deepEqual({ ...head.headers, date: "" }, { ...get.headers, date: "" });
    assert.equal(head.headers["content-length"], "100");
    assert.equal(head.body.length, 0);
    assert.equal((await ask(port, "/nothing", {}, "HEAD")).body.length, 0);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status, headers } = await ask(port, "/", {}, method);
      assert.deepEqual([status, headers.allow], [405, "GET, HEAD"], method);
    }
  });
});

Deno.test("a client that has the file gets 304 and no body; after a change it gets it", async () => {
  await served(async (port, site) => {
    const { etag } = (await ask(port, "/")).headers;
    assert.match(etag!, /^"[0-9a-f]{32}"$/);
    for (const tags of [etag!, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const { status, headers, body } = await ask(port, "/", { "if-none-match": tags });
      assert.deepEqual([status, headers.etag, body.length], [304, etag, 0], tags);
      assert.equal(headers["cache-control"], "no-cache");
    }
    for (const tags of ['"other"', etag!.replaceAll('"', "")]) {
      assert.equal((await ask(port, "/", { "if-none-match": tags })).status, 200, tags);
    }
    await Deno.writeTextFile(join(site, "index.html"), "<h1>Weft</h1>");
    await withServer(siteHandler(await readSiteFiles(site)), async (port) => {
      const { status, body } = await ask(port, "/", { "if-none-match": etag });
      assert.deepEqual([status, body.toString()], [200, "<h1>Weft</h1>"]);
    });
  });
});

Deno.test("a file with a hash in its name may be kept without asking, any other may not", async () => {
  await served(async (port, site) => {
    for (const name of ["chunk-OFHGRM55.js", "ort-wasm-3398C10D.wasm", "page.js", "a-b.js"]) {
      await Deno.writeTextFile(join(site, name), "");
    }
    await withServer(siteHandler(await readSiteFiles(site)), async (port) => {
      const kept = async (name: string) => (await ask(port, `/${name}`)).headers["cache-control"];
      assert.match((await kept("chunk-OFHGRM55.js"))!, /immutable/);
      assert.match((await kept("ort-wasm-3398C10D.wasm"))!, /immutable/);
      assert.equal(await kept("page.js"), "no-cache");
      assert.equal(await kept("a-b.js"), "no-cache");
    });
    assert.equal((await ask(port, "/")).headers["cache-control"], "no-cache");
  });
});

Deno.test("a range is answered with its bytes and their positions", async () => {
  await served(async (port) => {
    const ranges: [range: string, start: number, end: number][] = [
      ["bytes=0-0", 0, 0],
      ["bytes=7-12", 7, 12],
      ["bytes=90-", 90, 99],
      ["bytes=-3", 97, 99],
      ["bytes=50-5000", 50, 99],
    ];
    for (const [range, start, end] of ranges) {
      const { status, headers, body } = await ask(port, "/data/images.bin", { range });
      assert.equal(status, 206, range);
      assert.equal(headers["content-range"], `bytes ${start}-${end}/100`);
      assert.equal(headers["content-length"], `${end - start + 1}`);
      assert.deepEqual(body, DATA.subarray(start, end + 1));
    }
    for (const range of ["bytes=0-1,5-6", "bytes=5-2", "pages=1-2"]) {
      const { status, headers, body } = await ask(port, "/data/images.bin", { range });
      assert.deepEqual([status, headers["content-range"]], [200, undefined], range);
      assert.deepEqual(body, DATA);
    }
  });
});

Deno.test("a range behind the end is refused with the size of the file", async () => {
  await served(async (port) => {
    const refused = [["/data/images.bin", "bytes=100-", 100], [
      "/assets/a%20b.wasm",
      "bytes=0-",
      0,
    ]];
    for (const [path, range, size] of refused as [string, string, number][]) {
      const { status, headers } = await ask(port, path, { range });
      assert.deepEqual([status, headers["content-range"]], [416, `bytes */${size}`], path);
    }
  });
});

Deno.test("a range of another version of the file is answered with the whole file", async () => {
  await served(async (port) => {
    const path = "/data/images.bin", range = "bytes=90-";
    const { etag } = (await ask(port, path)).headers;
    assert.match(`${(await ask(port, path)).headers["accept-ranges"]}`, /^bytes$/);
    assert.equal((await ask(port, path, { range, "if-range": etag })).status, 206);
    for (const tag of ['"other"', `W/${etag}`, "Tue, 01 Dec 2026 11:45:00 GMT"]) {
      const { status, body } = await ask(port, path, { range, "if-range": tag });
      assert.deepEqual([status, body.length], [200, 100], tag);
    }
  });
});

Deno.test("a client that takes Brotli or gzip gets the compressed file", async () => {
  await served(async (port) => {
    const answers: [accept: string | undefined, encoding: string | undefined, body: Buffer][] = [
      ["gzip, deflate, br", "br", BROTLI],
      ["gzip, deflate", "gzip", GZIP],
      ["br;q=0, *", "gzip", GZIP],
      ["identity", undefined, Buffer.from(SCRIPT)],
      [undefined, undefined, Buffer.from(SCRIPT)],
    ];
    const tags = new Set<string>();
    for (const [accept, encoding, expected] of answers) {
      const headers = accept === undefined ? {} : { "accept-encoding": accept };
      const answer = await ask(port, "/assets/page.js", headers);
      assert.equal(answer.headers["content-encoding"], encoding, accept ?? "no header");
      assert.equal(answer.headers["content-type"], "text/javascript; charset=utf-8");
      assert.equal(answer.headers.vary, "accept-encoding");
      assert.deepEqual(answer.body, expected);
      tags.add(answer.headers.etag!);
    }
    assert.equal(tags.size, 3, "a strong tag is of one sequence of bytes");
    const { vary } = (await ask(port, "/data/images.bin", { "accept-encoding": "br" })).headers;
    assert.equal(vary, undefined);
  });
});

Deno.test("a range of a compressed file is a range of the bytes that are sent", async () => {
  await served(async (port) => {
    const size = BROTLI.length;
    const headers = { "accept-encoding": "br", "range": "bytes=-5" };
    const answer = await ask(port, "/assets/page.js", headers);
    assert.equal(answer.status, 206);
    assert.equal(answer.headers["content-encoding"], "br");
    assert.equal(answer.headers["content-range"], `bytes ${size - 5}-${size - 1}/${size}`);
    assert.deepEqual(answer.body, BROTLI.subarray(-5));
  });
});

Deno.test("a file that was removed since is an error of the server, with the next step", async () => {
  await served(async (port, site) => {
    await Deno.remove(join(site, "index.html"));
    const { status, body } = await ask(port, "/");
    assert.equal(status, 500);
    assert.match(body.toString(), /Start deno task web again/);
  });
});
