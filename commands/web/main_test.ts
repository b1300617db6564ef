import assert from "node:assert/strict";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { parseFlags } from "../../cli/flags.ts";
import { record, runRecorded } from "../../cli/testing/recorded.ts";
import { web } from "./main.ts";
import { claimPort } from "./server/claim_port.ts";
import { ask } from "./server/testing/ask.ts";
import { SPEC } from "./spec.ts";

const SITES = join(".cache", "web", "sites");
const SMALL = ["--run", "zoo:lenet", "--data", "synthetic", "--limit", "100"];

/** Writes a file into the folder of the site of a port, as another process would. */
async function siteOfAnother(port: number): Promise<string> {
  const folder = join(SITES, `${port}`);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "index.html"), "of another process");
  return folder;
}

Deno.test("a port that is in use is refused before the build, and its site is kept", async () => {
  const other = await claimPort(0);
  const folder = await siteOfAnother(other.port);
  const { code, stderr } = await runRecorded(SPEC, web, ["--port", `${other.port}`, ...SMALL]);
  assert.equal(code, 2);
  // Nothing but the error: no run was read, and no progress shown.
  assert.match(stderr, /^error: Cannot serve the page on port \d+: it is in use\. .*\n$/);
  assert.equal(await Deno.readTextFile(join(folder, "index.html")), "of another process");
  await Deno.remove(folder, { recursive: true });
  await other.close();
});

Deno.test("--out without --build is refused: the folder could be of another server", async () => {
  const { code, stderr } = await runRecorded(SPEC, web, ["--out", "site"]);
  assert.equal(code, 2);
  assert.match(stderr, /^error: Cannot write the site to site: --out needs --build\. /);
});

Deno.test("the page is built in a folder of its port, served compressed, and removed", async () => {
  const other = await siteOfAnother(1);
  const stop = new AbortController();
  const stdout = record(), ready = Promise.withResolvers<number>();
  const write = (text: string) => ready.resolve(Number(/127\.0\.0\.1:(\d+)/.exec(text)![1]));
  const context = { stdout: { ...stdout, write }, stderr: record(), signal: stop.signal };
  const stopped = web(parseFlags(SPEC, ["--port", "0", ...SMALL], ""), context);
  const port = await Promise.race([ready.promise, stopped.then(() => 0)]);

  const page = await ask(port, "/", { "accept-encoding": "gzip, br" });
  assert.equal(page.headers["content-encoding"], "br");
  assert.match(brotliDecompressSync(page.body).toString(), /<a href="assets\/licences\.txt">/);
  assert.equal((await ask(port, "/", { host: "evil.example" })).status, 421);
  for (const name of ["page.js", "style.css", "inference_worker.js", "inter_regular.ttf"]) {
    assert.equal((await ask(port, `/assets/${name}`)).status, 200, name);
  }
  const licences = (await ask(port, "/assets/licences.txt")).body.toString();
  assert.match(licences, /^onnxruntime-web [\d.]+: MIT\n\nCopyright \(c\) Microsoft/m);
  assert.match(licences, /^@tensorflow\/tfjs-core [\d.]+: Apache-2\.0\n/m);
  assert.match(licences, /^ *Apache License$/m);

  stop.abort();
  await stopped;
  await assert.rejects(Deno.stat(join(SITES, `${port}`)), Deno.errors.NotFound);
  await assert.rejects(ask(port, "/"));
  assert.equal(await Deno.readTextFile(join(other, "index.html")), "of another process");
  await Deno.remove(other, { recursive: true });
});
