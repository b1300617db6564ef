import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compressSite } from "./compress_site.ts";

Deno.test("compressSite() writes smaller files beside the plain ones, in all folders", async () => {
  const folder = await Deno.makeTempDir();
  const script = new TextEncoder().encode("weave(); ".repeat(500));
  await Deno.mkdir(join(folder, "assets"));
  await Deno.writeFile(join(folder, "index.html"), script);
  await Deno.writeFile(join(folder, "assets", "page.js"), script);
  await Deno.writeFile(join(folder, "assets", "short.js"), script.subarray(0, 900));
  await Deno.writeFile(join(folder, "assets", "noise.bin"), randomBytes(5_000));
  await compressSite(folder);

  const names = async (path: string) =>
    (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
  assert.deepEqual(await names(folder), ["assets", "index.html", "index.html.br", "index.html.gz"]);
  assert.deepEqual(
    await names(join(folder, "assets")),
    ["noise.bin", "page.js", "page.js.br", "page.js.gz", "short.js"],
  );
  const read = (name: string) => Deno.readFile(join(folder, "assets", name));
  assert.deepEqual(new Uint8Array(brotliDecompressSync(await read("page.js.br"))), script);
  assert.deepEqual(new Uint8Array(gunzipSync(await read("page.js.gz"))), script);
  assert.ok((await read("page.js.br")).length < script.length / 10);
  await Deno.remove(folder, { recursive: true });
});
