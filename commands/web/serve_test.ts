import assert from "node:assert/strict";
import { join } from "node:path";
import { siteHandler } from "./serve.ts";

/** Makes a site with a page and a script, and a private file beside its folder. */
async function site(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const root = await Deno.makeTempDir();
  const folder = join(root, "site");
  await Deno.mkdir(join(folder, "assets"), { recursive: true });
  await Deno.writeTextFile(join(folder, "index.html"), "<h1>weft</h1>");
  await Deno.writeTextFile(join(folder, "assets", "page.js"), "1");
  await Deno.writeTextFile(join(folder, "assets", "a b.wasm"), "");
  await Deno.writeTextFile(join(folder, "model.onnx"), "");
  await Deno.writeTextFile(join(root, "secret"), "private");
  return { folder, remove: () => Deno.remove(root, { recursive: true }) };
}

const ask = (handle: (request: Request) => Promise<Response>, path: string, method = "GET") =>
  handle(new Request(`http://127.0.0.1${path}`, { method }));

Deno.test("siteHandler() serves files with the content types that browsers require", async () => {
  const { folder, remove } = await site();
  const handle = siteHandler(folder);
  const page = await ask(handle, "/");
  assert.equal(await page.text(), "<h1>weft</h1>");
  const types = {
    "/": "text/html; charset=utf-8",
    "/assets/page.js?fresh": "text/javascript; charset=utf-8",
    "/assets/a%20b.wasm": "application/wasm",
    "/model.onnx": "application/octet-stream",
  };
  for (const [path, type] of Object.entries(types)) {
    const response = await ask(handle, path);
    await response.body?.cancel();
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get("content-type"), type);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  }
  await remove();
});

Deno.test("siteHandler() sends the headers for threads, unless `isolated` is false", async () => {
  const { folder, remove } = await site();
  const headersOf = async (handle: (request: Request) => Promise<Response>) => {
    const { headers, body } = await ask(handle, "/");
    await body?.cancel();
    return [headers.get("cross-origin-opener-policy"), headers.get("cross-origin-embedder-policy")];
  };
  assert.deepEqual(await headersOf(siteHandler(folder)), ["same-origin", "require-corp"]);
  assert.deepEqual(await headersOf(siteHandler(folder, { isolated: false })), [null, null]);
  await remove();
});

Deno.test("siteHandler() answers 404 for folders, missing files and paths outside", async () => {
  const { folder, remove } = await site();
  const handle = siteHandler(folder);
  for (
    const path of [
      "/../secret",
      "/%2e%2e/secret",
      "/..%2fsecret",
      "/assets/..%5c..%5csecret",
      "/%00",
      "/%zz",
      "/assets",
      "/nothing.js",
    ]
  ) {
    const response = await ask(handle, path);
    assert.equal(response.status, 404, path);
    assert.equal(await response.text(), "Not found");
  }
  await remove();
});

Deno.test("siteHandler() answers HEAD without a body, and refuses POST", async () => {
  const { folder, remove } = await site();
  const handle = siteHandler(folder);
  const head = await ask(handle, "/", "HEAD");
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  const post = await ask(handle, "/", "POST");
  assert.equal(post.status, 405);
  await post.body?.cancel();
  await remove();
});
