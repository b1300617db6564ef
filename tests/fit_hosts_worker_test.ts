/** Trains in a worker of Deno and of a page: the main thread stays free, and `stop` aborts. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { BROWSERS, openPage } from "../runtime/hosts/browsers.ts";
import { bundleForBrowsers } from "../runtime/hosts/bundle.ts";
import { ROOT } from "../root.ts";
import { type Watched, watchWorker } from "./fit_hosts_page.ts";
import { needs } from "./needs.ts";

const ORT = join(ROOT, "node_modules/onnxruntime-web/dist");
/** Seconds for a page on a busy machine; a quiet one takes 4. */
const SECONDS = 240;
const WHOLE = { model: "convolutions", epochs: 20 };
/** A training that `stop` ends when the main thread's timer has ticked often enough. */
const LONG = { model: "convolutions", epochs: 20_000 };
const STOP_AFTER = { epochs: 3, ticks: 20 };

function check({ whole, stopped }: Record<"whole" | "stopped", Watched>): void {
  const { losses, end } = whole;
  assert.equal(losses.length, WHOLE.epochs);
  assert.ok(losses.at(-1)! < 0.8 * losses[0]!, `the loss falls: ${losses}`);
  assert.equal(end.aborted, false);
  // A timer that waits for the training does not tick until its end, and nobody sends `stop`.
  assert.equal(stopped.end.aborted, true);
  assert.ok(stopped.losses.length < LONG.epochs && stopped.ticks >= STOP_AFTER.ticks);
  assert.ok(stopped.end.weights.every(Number.isFinite));
  for (const { end: { weights, continued } } of [whole, stopped]) {
    if (!continued) continue;
    assert.deepEqual(continued.fromFile, continued.here);
    assert.notDeepEqual(continued.here, weights);
  }
}

Deno.test("a worker of Deno trains, and the main thread stays free", async () => {
  const open = () =>
    new Worker(new URL("./fit_hosts_worker.ts", import.meta.url), { type: "module" });
  const whole = await watchWorker(open(), WHOLE);
  const stopped = await watchWorker(open(), LONG, STOP_AFTER);
  check({ whole, stopped });
});

Deno.test(
  "a worker of a page trains, and the main thread stays free",
  needs("Chromium"),
  async () => {
    const folder = await Deno.makeTempDir();
    const bundled = async (entry: string) =>
      await Deno.readTextFile(await bundleForBrowsers(`tests/${entry}.ts`, folder));
    const worker = await bundled("fit_hosts_worker"), page = await bundled("fit_hosts_page");
    await Deno.remove(folder, { recursive: true });
    const found = await openPage(BROWSERS.Chromium!, {
      script: `
      import { watchWorker } from "./watch.js";
      const open = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      const whole = await watchWorker(open(), ${JSON.stringify(WHOLE)});
      const stopped = await watchWorker(open(), ${JSON.stringify(LONG)}, ${
        JSON.stringify(STOP_AFTER)
      });
      report({ whole, stopped });`,
      files: { "watch.js": page, "worker.js": worker },
      read: (path) => Deno.readFile(join(ORT, path)).catch(() => undefined),
    }, SECONDS) as Record<"whole" | "stopped", Watched>;
    assert.ok(found.whole.end.continued, "a page has an origin private file system");
    check(found);
  },
);
