// This module is browser compatible.
import type { Assets, ClassifierName } from "../../assets.ts";
import type { Inference, WebBackend } from "../../inference/client.ts";
import { WeftError } from "../../../error.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { compareLogits, type Difference } from "./compare.ts";
import { scientific } from "./scientific.ts";
import { createLoom, type Loom, PROMISED } from "./loom.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** Images of a timed run; more would keep a phone busy. */
const BATCH = 64;

/** The backends in the order of the table. */
const BACKENDS: readonly (readonly [WebBackend, string])[] = [
  ["wasm", "WebAssembly"],
  ["webgpu", "WebGPU"],
];

/** What a run on one backend gave, beside what Deno computed. */
export interface Found {
  readonly imagesPerSecond: number;
  readonly native: Difference;
  readonly wasm: Difference;
}

/**
 * The panel in which the page's runtimes are chosen, timed, and compared with the one that built
 * the page.
 */
export class Runtimes extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;

  /** What the last comparison found, by model and backend: for whoever wants the numbers. */
  readonly found: Record<string, Found> = {};

  readonly #end = new AbortController();
  #looms = new Map<string, Loom>();

  /** Builds the panel. */
  connectedCallback(): void {
    const { logits, models } = this.assets.manifest;
    const names = Object.keys(logits) as ClassifierName[];
    const [first] = names;
    if (!first) {
      this.textContent = "This page was built without a classifier: there is nothing to compare.";
      return;
    }
    const { count } = logits[first]!.cpu;
    this.innerHTML = `
      <fieldset class="switch"><legend>Run this page on</legend></fieldset>
      <div class="compare-head">
        <p>${count} test images through each network: all ${
      10 * count
    } logits are compared with those
        that Deno computed when this page was built, once natively and once on WebAssembly.</p>
        <button class="compare primary" type="button">Run and compare</button>
      </div>
      <p class="unseen" role="status"></p>
      <div class="runtime-problem"></div>
      <div class="table-scroll" tabindex="0" role="region" aria-label="Comparison">
      <table><thead><tr><th scope="col">Network</th><th scope="col">Here on</th>
        <th scope="col">Images per second</th><th scope="col">Same answer</th>
        <th scope="col">Largest difference to native</th>
        <th scope="col">To WebAssembly</th>
        <th scope="col" class="loom-head">Each logit beside WebAssembly’s</th></tr></thead>
        <tbody></tbody></table></div>
      <p class="key"><span class="same">the same bits</span><span class="near">within 10⁻⁵</span><span
        class="far">further away</span></p>`;
    for (const name of names) {
      for (const [backend, title] of BACKENDS) {
        const row = this.#find<HTMLTableSectionElement>("tbody").insertRow();
        row.dataset.key = `${name} ${backend}`;
        for (const text of [models[name]!.title, title, "", "", "", "", ""]) {
          row.insertCell().textContent = text;
        }
        const heads = this.querySelectorAll("thead th");
        [...row.cells].forEach((cell, i) => cell.dataset.head = heads[i]!.textContent!);
        const loom = createLoom(row.cells[6]!, `${models[name]!.title} on ${title}`);
        this.#looms.set(row.dataset.key, loom);
      }
    }
    this.#find(".compare").addEventListener("click", () => this.#compare(names), {
      signal: this.#end.signal,
    });
    this.#offer().catch((error) => showProblem(this.#find(".runtime-problem"), error));
  }

  /** Lets everything go. */
  disconnectedCallback(): void {
    this.#end.abort();
  }

  #find<Found extends HTMLElement = HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  /** Offers the backends that work; the others say why they do not. */
  async #offer(): Promise<void> {
    const available = await this.inference.backends();
    for (const [backend, title] of BACKENDS) {
      const { works, reason } = available[backend];
      const label = document.createElement("label");
      label.innerHTML = `<input type="radio" name="weft-backend"> <span></span><small></small>`;
      const input = label.querySelector("input")!;
      input.value = backend;
      input.disabled = !works;
      input.checked = backend === this.inference.backend;
      label.querySelector("span")!.textContent = title;
      label.querySelector("small")!.textContent = works ? threadsOf(backend) : reason;
      input.addEventListener("change", () => this.inference.choose(backend), {
        signal: this.#end.signal,
      });
      this.#find(".switch").append(label);
      if (works) continue;
      for (const row of this.querySelectorAll<HTMLTableRowElement>(`[data-key$=" ${backend}"]`)) {
        row.classList.add("is-absent");
        row.cells[2]!.textContent = "not here";
      }
    }
  }

  async #compare(names: readonly ClassifierName[]): Promise<void> {
    const button = this.#find<HTMLButtonElement>(".compare");
    const status = this.#find("[role=status]");
    button.disabled = true;
    status.textContent = "Comparing";
    try {
      const available = await this.inference.backends();
      for (const name of names) {
        for (const [backend] of BACKENDS) {
          if (available[backend].works) await this.#run(name, backend);
        }
      }
      const largest = Math.max(...Object.values(this.found).map(({ native }) => native.largest));
      status.textContent = `Compared. The largest difference to the native run is ${
        scientific(largest)
      }.`;
      this.#find(".runtime-problem").replaceChildren();
      this.#warn();
    } catch (error) {
      status.textContent = "";
      showProblem(this.#find(".runtime-problem"), error);
    } finally {
      button.disabled = false;
    }
  }

  /** Says so where a runtime breaks the promise: its answers are not to be trusted here. */
  #warn(): void {
    const broken = Object.entries(this.found).filter(([, { native }]) => native.largest > PROMISED);
    if (broken.length === 0) return;
    const names = broken.map(([key]) => {
      const { cells } = this.#find<HTMLTableRowElement>(`[data-key="${key}"]`);
      return `${cells[0]!.textContent} on ${cells[1]!.textContent}`;
    });
    const error = new WeftError(
      "runtime",
      `This browser computes something else: ${names.join(", ")}`,
      "Keep to the runtime that agrees: answers of the other are not to be trusted on this machine",
    );
    showProblem(this.#find(".runtime-problem"), error);
  }

  /** Runs the images through one network on one backend, a batch at a time, and fills its row. */
  async #run(name: ClassifierName, backend: WebBackend): Promise<void> {
    const { count, width } = this.assets.manifest.logits[name]!.wasm;
    const images = await this.assets.images();
    const native = await this.assets.logits(name, "cpu");
    const wasm = await this.assets.logits(name, "wasm");
    const batch = (from: number) =>
      images.slice(IMAGE_PIXELS * from, IMAGE_PIXELS * Math.min(from + BATCH, count));
    await this.inference.classify(name, batch(0), { backend }); // the first run compiles
    const logits = new Float32Array(count * width);
    const key = `${name} ${backend}`;
    const row = this.#find<HTMLTableRowElement>(`[data-key="${key}"]`);
    let milliseconds = 0;
    for (let from = 0; from < count; from += BATCH) {
      const done = await this.inference.classify(name, batch(from), { backend });
      logits.set(done.logits, from * width);
      milliseconds += done.milliseconds;
      this.#looms.get(key)!.show(logits, wasm, Math.min(count, from + BATCH) * width);
    }
    const found = {
      imagesPerSecond: count / milliseconds * 1000,
      native: compareLogits(logits, native, width),
      wasm: compareLogits(logits, wasm, width),
    };
    this.found[key] = found;
    const cells = [
      Math.round(found.imagesPerSecond).toLocaleString("en-US"),
      `${found.native.sameAnswers} of ${count}`,
      differenceText(found.native, logits.length),
      differenceText(found.wasm, logits.length),
    ];
    cells.forEach((text, i) => row.cells[2 + i]!.textContent = text);
  }
}

function differenceText({ largest, equal }: Difference, count: number): string {
  return equal === count ? "none: the same bits" : scientific(largest);
}

function threadsOf(backend: WebBackend): string {
  if (backend === "webgpu") return "on the graphics card";
  return self.crossOriginIsolated
    ? "with several threads: this page is isolated"
    : "with one thread: the server does not send COOP and COEP";
}
