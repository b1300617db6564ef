import * as tf from "@tensorflow/tfjs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Comparison, Timed } from "../../../bench/comparison.ts";
import { compressSite } from "../../../commands/web/compress_site.ts";
import { claimPort } from "../../../commands/web/server/claim_port.ts";
import { readSiteFiles } from "../../../commands/web/server/site_files.ts";
import { siteHandler } from "../../../commands/web/server/site_handler.ts";
import project from "../../../deno.json" with { type: "json" };
import { lenetModified } from "../../../models/lenet_modified.ts";
import { ROOT } from "../../../root.ts";
import { findChromium, loadPlaywright } from "../open_page.ts";
import { bundlePages } from "./bundle_pages.ts";
import { saveLayersModel } from "./save_layers_model.ts";
import { type Link, openSlowLink } from "./slow_link.ts";

/** The links that the pages are loaded through; `undefined` is the loopback itself. */
const LINKS: Readonly<Record<string, Link | undefined>> = {
  "loopback": undefined,
  "20 Mbit/s": { megabitsPerSecond: 20, latency: 20 },
};

const VISITS = ["first visit", "second visit"] as const;

/** The pages by program; each marks its first prediction. */
const PAGES = {
  weft: { page: "start_weft", version: project.version },
  "TensorFlow.js": { page: "start_tfjs", version: tf.version.tfjs },
} as const;

/**
 * Times the modified LeNet's first prediction in a page, from the start of the navigation. Each
 * visit has a browser that was just started; the second one has the profile of the first.
 */
export async function timeStarts(rounds: number, signal: AbortSignal): Promise<Comparison[]> {
  const folder = await Deno.makeTempDir();
  const server = await claimPort(0);
  try {
    await buildPages(folder);
    server.answer(siteHandler(await readSiteFiles(folder)));
    const comparisons: Comparison[] = [];
    for (const [name, link] of Object.entries(LINKS)) {
      const slow = link && openSlowLink(server.port, link);
      const port = (slow ?? server).port;
      comparisons.push(...await alternate(name, `http://127.0.0.1:${port}/`, rounds, signal));
      await slow?.close();
    }
    return comparisons;
  } finally {
    await server.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a page with weft and one with TensorFlow.js, and the same model for both. */
async function buildPages(folder: string): Promise<void> {
  await bundlePages(folder, { pages: Object.values(PAGES).map(({ page }) => page) });
  await copyFile(join(ROOT, "models/zoo/lenet-modified/model.onnx"), join(folder, "model.onnx"));
  await tf.setBackend("cpu");
  const model = lenetModified.build({ classes: 10, seed: 1 });
  await saveLayersModel(model, folder);
  model.dispose();
  await compressSite(folder);
}

/** Visits the pages in turn. */
async function alternate(
  link: string,
  address: string,
  rounds: number,
  signal: AbortSignal,
): Promise<Comparison[]> {
  const times = VISITS.map(() => Object.values(PAGES).map(() => [] as number[]));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { page }] of Object.values(PAGES).entries()) {
      signal.throwIfAborted();
      const profile = await Deno.makeTempDir();
      for (const visit of VISITS.keys()) {
        times[visit]![i]!.push(await timeVisit(profile, `${address}${page}.html`));
      }
      await Deno.remove(profile, { recursive: true });
    }
  }
  return VISITS.map((visit, v) => {
    const [weft, ...others] = Object.entries(PAGES).map(([name, { version }], i): Timed => {
      const milliseconds = times[v]![i]!;
      return { name, version, threads: 1, first: milliseconds[0]!, milliseconds };
    });
    return { part: "start", work: `first prediction, ${link}, ${visit}`, weft: weft!, others };
  });
}

/** Opens an address in a browser of its own; returns the milliseconds to the first prediction. */
async function timeVisit(profile: string, address: string): Promise<number> {
  const { chromium } = await loadPlaywright();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium()!,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = context.pages()[0]!;
    const failed = page.waitForEvent("pageerror").then((error) => {
      throw error;
    });
    await page.goto(address);
    const predicted = page.waitForFunction(
      () => performance.getEntriesByName("prediction")[0]?.startTime,
    );
    const mark = await Promise.race([predicted, failed]);
    return (await mark.jsonValue())!;
  } finally {
    await context.close();
  }
}
