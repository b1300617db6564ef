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
import { RUNTIMES } from "./conformance/runtimes.ts";
import { MODEL_NAMES, type Trained, trainModels } from "./fit_hosts_entry.ts";
import { needs } from "./needs.ts";

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

/** Trains in a page of a browser. */
async function inBrowser(browser: Browser, bundle: string, backend: string): Promise<AllTrained> {
  return await openPage(browser, {
    script: `import { trainModels } from "./fit.js"; report(await trainModels("${backend}"));`,
    files: { "fit.js": await Deno.readTextFile(bundle) },
    read: (path) => Deno.readFile(join(ORT, path)).catch(() => undefined),
  }, SECONDS) as AllTrained;
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

  await t.step({
    name: "Node",
    ...needs("Node"),
    fn: async () => {
      const bundle = await bundleForNode(ENTRY, folder);
      const script = "import(process.argv[1]).then(async ({ trainModels }) => " +
        'console.log(JSON.stringify(await trainModels("wasm"))))';
      assert.deepEqual(await runInNode(script, bundle), wanted);
    },
  });

  const bundle = await bundleForBrowsers(ENTRY, folder);
  for (const name of ["Chromium", "Firefox"] as const) {
    await t.step({
      name,
      ...needs(name),
      fn: async () => assert.deepEqual(await inBrowser(BROWSERS[name]!, bundle, "wasm"), wanted),
    });
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("fit on WebGPU gives the numbers of the CPU", async (t) => {
  const wanted = await trainModels("cpu");
  await t.step({
    name: "Deno",
    ...needs("WebGPU"),
    fn: async () => {
      await RUNTIMES.webgpu.load();
      const found = await trainModels("webgpu");
      assert.equal(found.mlp!.backend, "webgpu");
      assertClose(found, wanted);
    },
  });
  await t.step({
    name: "Chromium",
    ...needs("Chromium"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      const bundle = await bundleForBrowsers(ENTRY, folder);
      const found = await inBrowser(chromiumWithWebgpu(true), bundle, "webgpu");
      await Deno.remove(folder, { recursive: true });
      assert.equal(found.mlp!.backend, "webgpu");
      assertClose(found, wanted);
    },
  });
});
