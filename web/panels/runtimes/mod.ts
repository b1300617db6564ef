// This module is browser compatible.
import { IMAGE_PIXELS } from "../../../data/image.ts";
import { WeftError } from "../../../error.ts";
import type { Assets } from "../../assets.ts";
import { BACKEND_TITLES, WEB_BACKENDS } from "../../inference/backend_titles.ts";
import type { Inference, WebBackend } from "../../inference/client.ts";
import { type ClassifierName, CLASSIFIERS } from "../../models.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { compareLogits, type Difference } from "./compare_logits.ts";
import { createDifferenceGrid, type DifferenceGrid, PROMISED } from "./difference_grid.ts";
import { scientific } from "../scientific.ts";
import { smallerText } from "./smaller_text.ts";
import { template } from "./template.ts";

/** The number of images of a timed run; a larger batch would keep a phone busy. */
const BATCH = 64;

/** A column of the table that is filled by a run. */
const COLUMN = { imagesPerSecond: 2, differences: 6 } as const;

/** The results of one classifier on one backend, compared with those of Deno. */
export interface Comparison {
  readonly imagesPerSecond: number;
  /** The difference from Deno's native build. */
  readonly native: Difference;
  /** The difference from Deno's WebAssembly build. */
  readonly wasm: Difference;
}

/**
 * `<weft-runtimes>`: chooses the page's backend, and compares backends with the reference logits.
 */
export class RuntimesPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;

  /** The results of the last comparison, by model and backend, such as `lenet wasm`. */
  readonly comparisons: Record<string, Comparison> = {};

  readonly #lifetime = new AbortController();
  readonly #grids = new Map<string, DifferenceGrid>();

  /** Builds the panel. */
  connectedCallback(): void {
    const { logits } = this.assets.manifest;
    const names = CLASSIFIERS.filter((name) => logits[name]);
    const [first] = names;
    if (!first) {
      this.textContent = "This page was built without a classifier: there is nothing to compare.";
      return;
    }
    const { count, width } = logits[first]!.cpu;
    this.innerHTML = template(count, count * width);
    const models = names.map((name) => this.assets.manifest.models[name]!);
    this.#find(".smaller").textContent = smallerText(models);
    for (const name of names) {
      for (const backend of WEB_BACKENDS) this.#addRow(name, backend);
    }
    this.#find(".compare").addEventListener("click", () => this.#compare(names), {
      signal: this.#lifetime.signal,
    });
    this.#addBackends().catch((error) => showProblem(this.#find(".runtime-problem"), error));
  }

  /** Removes the listeners. */
  disconnectedCallback(): void {
    this.#lifetime.abort();
  }

  #find<Found extends HTMLElement = HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  #addRow(name: ClassifierName, backend: WebBackend): void {
    const row = this.#find<HTMLTableSectionElement>("tbody").insertRow();
    row.dataset.key = `${name} ${backend}`;
    const { title } = this.assets.manifest.models[name]!;
    const heads = this.querySelectorAll("thead th");
    heads.forEach((head, i) => {
      const cell = row.insertCell();
      cell.textContent = [title, BACKEND_TITLES[backend]][i] ?? "";
      cell.dataset.head = head.textContent!;
    });
    const place = row.cells[COLUMN.differences]!;
    const grid = createDifferenceGrid(place, `${title} on ${BACKEND_TITLES[backend]}`);
    this.#grids.set(row.dataset.key, grid);
  }

  /** Adds a radio button for each backend; those that do not work are disabled, with the reason. */
  async #addBackends(): Promise<void> {
    const available = await this.inference.backends();
    for (const backend of WEB_BACKENDS) {
      const { works, reason } = available[backend];
      const label = document.createElement("label");
      label.innerHTML = `<input type="radio" name="weft-backend"> <span></span><small></small>`;
      const input = label.querySelector("input")!;
      input.value = backend;
      input.disabled = !works;
      input.checked = backend === this.inference.backend;
      label.querySelector("span")!.textContent = BACKEND_TITLES[backend];
      label.querySelector("small")!.textContent = works ? describeBackend(backend) : reason;
      input.addEventListener("change", () => this.inference.choose(backend), {
        signal: this.#lifetime.signal,
      });
      this.#find(".switch").append(label);
      if (works) continue;
      for (const row of this.querySelectorAll<HTMLTableRowElement>(`[data-key$=" ${backend}"]`)) {
        row.classList.add("is-absent");
        row.cells[COLUMN.imagesPerSecond]!.textContent = "not available";
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
        for (const backend of WEB_BACKENDS) {
          if (available[backend].works) await this.#run(name, backend);
        }
      }
      const largest = Math.max(
        ...Object.values(this.comparisons).map(({ native }) => native.largest),
      );
      status.textContent = `Compared. The largest difference from the native run is ${
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

  /** Shows a warning when a backend differs from the native run by more than the promise. */
  #warn(): void {
    const broken = Object.entries(this.comparisons)
      .filter(([, { native }]) => native.largest > PROMISED);
    if (broken.length === 0) return;
    const names = broken.map(([key]) => {
      const { cells } = this.#find<HTMLTableRowElement>(`[data-key="${key}"]`);
      return `${cells[0]!.textContent} on ${cells[1]!.textContent}`;
    });
    const error = new WeftError(
      "runtime",
      `This browser computes other results: ${names.join(", ")}`,
      "Use the backend that agrees: do not trust the other one on this machine",
    );
    showProblem(this.#find(".runtime-problem"), error);
  }

  /** Runs the images through one network on one backend, batch by batch, and fills the row. */
  async #run(name: ClassifierName, backend: WebBackend): Promise<void> {
    const { count, width } = this.assets.manifest.logits[name]!.wasm;
    const images = await this.assets.images();
    const native = await this.assets.logits(name, "cpu");
    const wasm = await this.assets.logits(name, "wasm");
    const batch = (from: number) =>
      images.slice(IMAGE_PIXELS * from, IMAGE_PIXELS * Math.min(from + BATCH, count));
    // The first run of a batch size compiles shaders: it is not timed.
    await this.inference.classify(name, batch(0), { backend });
    const logits = new Float32Array(count * width);
    const key = `${name} ${backend}`;
    let milliseconds = 0;
    for (let from = 0; from < count; from += BATCH) {
      const outputs = await this.inference.classify(name, batch(from), { backend });
      logits.set(outputs.logits, from * width);
      milliseconds += outputs.milliseconds;
      this.#grids.get(key)!.show(logits, wasm, Math.min(count, from + BATCH) * width);
    }
    const comparison = {
      imagesPerSecond: count / milliseconds * 1000,
      native: compareLogits(logits, native, width),
      wasm: compareLogits(logits, wasm, width),
    };
    this.comparisons[key] = comparison;
    const { cells } = this.#find<HTMLTableRowElement>(`[data-key="${key}"]`);
    const texts = [
      Math.round(comparison.imagesPerSecond).toLocaleString("en-US"),
      `${comparison.native.sameClass} of ${count}`,
      differenceText(comparison.native, logits.length),
      differenceText(comparison.wasm, logits.length),
    ];
    texts.forEach((text, i) => cells[COLUMN.imagesPerSecond + i]!.textContent = text);
  }
}

function differenceText({ largest, equal }: Difference, count: number): string {
  return equal === count ? "none: the same bits" : scientific(largest);
}

function describeBackend(backend: WebBackend): string {
  if (backend === "webgpu") return "on the GPU";
  return self.crossOriginIsolated
    ? "with several threads: the server sends COOP and COEP"
    : "with one thread: the server does not send COOP and COEP";
}
