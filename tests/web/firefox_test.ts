import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { BROWSERS, openPage } from "../../runtime/hosts/browsers.ts";
import { say } from "../command.ts";
import { hashInDeno, logitsInDeno, trainInDeno } from "./in_deno.ts";
import { smallSite } from "./open_page.ts";

/** What the page in Firefox gave. */
interface Seen {
  readonly image: number[];
  readonly logits: Readonly<Record<"lenet" | "lenet-modified", number[]>>;
  readonly map: string;
  readonly learned: string;
  readonly runtimes: string;
  readonly problems: number;
}

/** Opens the site in a frame, uses its panels, and reports what came of it. */
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
const { image, logits } = await until((document) => document.querySelector("weft-try-it").answer);

await goTo("map");
const run = await find("weft-map .run .primary");
await until(() => /PCA of|t-SNE/.test(page().querySelector("weft-map .made").textContent));
if (run.textContent === "Run t-SNE") run.click(); // it begins by itself when it is seen
const map = (await find("weft-map code[data-hash]")).dataset.hash;

await goTo("learn");
const epochs = await find("#learn-epochs");
epochs.value = 2;
epochs.dispatchEvent(new Event("input"));
(await find("weft-learn .start")).click();
const link = await find("weft-learn .taken:not([hidden]) .download");
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
  learned: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  runtimes,
  problems: page().querySelectorAll(".problem").length,
});
`;

Deno.test("in Firefox the page gives the answers, the map and the trained file of Deno, bit for bit", async () => {
  const site = await smallSite();
  const read = (path: string) =>
    Deno.readFile(join(site, path.slice("site/".length))).catch(() => undefined);
  const seen = await openPage(BROWSERS.Firefox!, { script: SCRIPT, read }, 120) as Seen | undefined;
  if (!seen) return say("skipped, Firefox is not installed (Debian: apt-get install firefox-esr)");
  for (const name of ["lenet", "lenet-modified"] as const) {
    const expected = await logitsInDeno(name, Uint8Array.from(seen.image));
    assert.deepEqual(Float32Array.from(seen.logits[name]), expected, name);
  }
  assert.equal(seen.map, await hashInDeno(30));
  const done = (await trainInDeno(2)).find((message) => message.kind === "done")!;
  assert.equal(seen.learned, createHash("sha256").update(done.model).digest("hex"));
  // Firefox has no WebGPU on Linux, or no adapter without a graphics card: it says which.
  assert.match(seen.runtimes, /WebGPU\n.*no (adapter|WebGPU)/);
  assert.equal(seen.problems, 0);
});
