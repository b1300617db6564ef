/**
 * Trains by `accelerate` in every host: WebAssembly gives the same bits in Deno, Node and browsers,
 * WebGPU the numbers of the CPU except for rounding.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type Browser, BROWSERS, chromiumWithWebgpu, openPage } from "../runtime/hosts/browsers.ts";
import { bundleForBrowsers, bundleForNode } from "../runtime/hosts/bundle.ts";
import { runInNode } from "../runtime/hosts/node.ts";
import { ROOT } from "../root.ts";
import { say } from "./command.ts";
import { RUNTIMES } from "./conformance/runtimes.ts";
import { MODEL_NAMES, type Trained, trainModels } from "./fit_hosts_entry.ts";
import { skipHost } from "./skip_host.ts";

const ENTRY = "tests/fit_hosts_entry.ts";
const ORT = join(ROOT, "node_modules/onnxruntime-web/dist");
/** Seconds for a page on a busy machine; a quiet one takes 3, with WebGPU in software 10. */
const SECONDS = 240;
/**
 * The largest difference of a number on another backend, relative to the largest one of its kind:
 * rounding grows in ten steps to 1e-6.
 */
const TOLERANCE = 1e-5;

type AllTrained = Record<string, Trained>;

/** Trains in a page of a browser; undefined where the browser is not installed. */
async function inBrowser(
  browser: Browser,
  bundle: string,
  backend: string,
): Promise<AllTrained | undefined> {
  return await openPage(browser, {
    script: `import { trainModels } from "./fit.js"; report(await trainModels("${backend}"));`,
    files: { "fit.js": await Deno.readTextFile(bundle) },
    read: (path) => Deno.readFile(join(ORT, path)).catch(() => undefined),
  }, SECONDS) as AllTrained | undefined;
}

function assertClose(found: AllTrained, wanted: AllTrained): void {
  for (const name of MODEL_NAMES) {
    const numbers = ({ history, evaluated, predicted, weights }: Trained) =>
      Object.entries({ ...history, evaluated, predicted, weights });
    const expected = new Map(numbers(wanted[name]!));
    for (const [key, values] of numbers(found[name]!)) {
      const others = expected.get(key)!;
      const largest = Math.max(...others.map(Math.abs));
      const difference = Math.max(...values.map((value, i) => Math.abs(value - others[i]!)));
      assert.equal(values.length, others.length);
      assert.ok(difference <= TOLERANCE * largest, `${name}, ${key}: ${values}, not ${others}`);
    }
  }
}

Deno.test("fit gives the same bits on wasm in Deno, Node and browsers", async (t) => {
  const folder = await Deno.makeTempDir();
  const wanted = await trainModels("wasm");
  for (const { history } of Object.values(wanted)) {
    assert.ok(history.val_loss![1]! < history.val_loss![0]!, "the training learns");
  }

  await t.step("again in Deno", async () => {
    assert.deepEqual(await trainModels("wasm"), wanted);
  });

  await t.step("Node", async () => {
    const bundle = await bundleForNode(ENTRY, folder);
    const script = "import(process.argv[1]).then(async ({ trainModels }) => " +
      'console.log(JSON.stringify(await trainModels("wasm"))))';
    const found = await runInNode(script, bundle);
    if (found === undefined) return skipHost("Node");
    assert.deepEqual(found, wanted);
  });

  const bundle = await bundleForBrowsers(ENTRY, folder);
  for (const [name, browser] of Object.entries(BROWSERS)) {
    await t.step(name, async () => {
      const found = await inBrowser(browser, bundle, "wasm");
      if (found === undefined) return skipHost(name);
      assert.deepEqual(found, wanted);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("fit on WebGPU gives the numbers of the CPU", async (t) => {
  const wanted = await trainModels("cpu");
  await t.step("Deno", async () => {
    const missing = RUNTIMES.webgpu.missing();
    if (missing !== undefined) {
      if (Deno.env.get("CI") === "true") throw new Error(`Cannot train on webgpu: ${missing}`);
      return say(`skipped training on webgpu: ${missing}`);
    }
    await RUNTIMES.webgpu.load();
    const found = await trainModels("webgpu");
    assert.equal(found.mlp!.backend, "webgpu");
    assertClose(found, wanted);
  });
  await t.step("Chromium", async () => {
    const folder = await Deno.makeTempDir();
    const bundle = await bundleForBrowsers(ENTRY, folder);
    const found = await inBrowser(chromiumWithWebgpu(true), bundle, "webgpu");
    await Deno.remove(folder, { recursive: true });
    if (found === undefined) return skipHost("Chromium");
    assert.equal(found.mlp!.backend, "webgpu");
    assertClose(found, wanted);
  });
});
