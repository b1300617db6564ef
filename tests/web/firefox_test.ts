import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { BROWSERS, openPage } from "../../runtime/hosts/browsers.ts";
import { needs } from "../needs.ts";
import { type ClassifierName, CLASSIFIERS } from "../../web/models.ts";
import { hashInDeno, logitsInDeno, trainInDeno } from "./in_deno.ts";
import { smallSite } from "./open_page.ts";

/** The results of the page in Firefox. */
interface PageResults {
  readonly image: number[];
  readonly logits: Readonly<Record<ClassifierName, number[]>>;
  readonly map: string;
  readonly trained: string;
  readonly runtimes: string;
  readonly problems: number;
}

/** Opens the site in a frame, uses its panels, and reports the results. */
const SCRIPT = `
const frame = document.createElement("iframe");
frame.style.cssText = "width: 1280px; height: 7000px; border: 0";
frame.src = "site/index.html";
document.body.append(frame);
const page = () => frame.contentDocument;
const until = async (test) => {
  for (;;) {
    const found = page() && test(page());
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const find = (selector) => until((document) => document.querySelector(selector));
const goTo = async (id) => (await find("#" + id)).scrollIntoView({ behavior: "instant" });

(await find("weft-try-it .thumb:nth-child(3)")).click();
const { image, logits } = await until((document) => document.querySelector("weft-try-it").result);

await goTo("map");
const run = await find("weft-map .run .primary");
await until(() => /PCA of|t-SNE/.test(page().querySelector("weft-map .description").textContent));
if (run.textContent === "Run t-SNE") run.click(); // it starts when it is visible
const map = (await find("weft-map code[data-hash]")).dataset.hash;

await goTo("learn");
const epochs = await find("#learn-epochs");
epochs.value = 2;
epochs.dispatchEvent(new Event("input"));
(await find("weft-learn .start")).click();
const link = await find("weft-learn .trained-model:not([hidden]) .download");
const bytes = await (await fetch(link.href)).arrayBuffer();
const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

await goTo("runtimes");
const runtimes = (await until((document) =>
  document.querySelectorAll("weft-runtimes .switch label").length === 2 &&
  document.querySelector("weft-runtimes .switch"))).innerText;
report({
  image: [...image],
  logits: Object.fromEntries(Object.entries(logits).map(([name, values]) => [name, [...values]])),
  map,
  trained: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  runtimes,
  problems: page().querySelectorAll(".problem").length,
});
`;

Deno.test(
  "in Firefox logits, map and trained file have the bits of Deno",
  needs("Firefox"),
  async () => {
    const site = await smallSite();
    const read = (path: string) =>
      Deno.readFile(join(site, path.slice("site/".length))).catch(() => undefined);
    const results = await openPage(BROWSERS.Firefox!, { script: SCRIPT, read }, 120) as PageResults;
    for (const name of CLASSIFIERS) {
      const expected = await logitsInDeno(name, Uint8Array.from(results.image));
      assert.deepEqual(Float32Array.from(results.logits[name]), expected, name);
    }
    assert.equal(results.map, await hashInDeno(30));
    const done = (await trainInDeno(2)).find((message) => message.kind === "done")!;
    assert.equal(results.trained, createHash("sha256").update(done.model).digest("hex"));
    // Firefox on Linux has no WebGPU, or without a GPU no adapter: the page shows the reason.
    assert.match(results.runtimes, /WebGPU\n.*no (adapter|WebGPU)/);
    assert.equal(results.problems, 0);
  },
);
