// This module is browser compatible.
import { IMAGE_PIXELS } from "../../../data/image.ts";
import type { Assets } from "../../assets.ts";
import type { Inference, WebBackend } from "../../inference/client.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { fromSentError } from "../../sent_error.ts";
import { onThemeChange } from "../../theme.ts";
import { createHeldOutImages, type HeldOutImages } from "./held_out_images.ts";
import { createLiveCharts, type LiveCharts } from "./live_charts.ts";
import type { TrainOptions, TrainResponse } from "./messages.ts";
import { TEMPLATE } from "./template.ts";
import { listThreads, usableThreads } from "./threads.ts";
import { startTraining, type Training } from "./worker_client.ts";

/** One image in five is held out. */
const HELD_OUT = 5;

/** The smallest number of images that the panel trains on. */
const MIN_IMAGES = 100;

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;
const integer = (count: number) => Math.round(count).toLocaleString("en-US");

/** The text beside a slider, by the slider's id. */
const SLIDER_TEXT: Readonly<Record<string, (value: number) => string>> = {
  "learn-epochs": (value) => String(value),
  "learn-rate": (value) => String(Number((10 ** value).toPrecision(2))),
};

/** `<weft-learn>`: trains LeNet and offers the trained model as a file. */
export class LearnPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;

  readonly #lifetime = new AbortController();
  #training: Training | undefined;
  #charts!: LiveCharts;
  #heldOutImages: HeldOutImages | undefined;
  /** The URL of the trained model. */
  #fileUrl: string | undefined;

  /** Builds the panel. */
  connectedCallback(): void {
    const { images: { count } } = this.assets.manifest;
    if (count < MIN_IMAGES) {
      this.textContent = `Cannot train: this page was built with ${count} images, and training ` +
        `needs ${MIN_IMAGES}. Build it without --limit.`;
      return;
    }
    this.innerHTML = TEMPLATE;
    this.#charts = createLiveCharts(this.#find(".loss"), this.#find(".accuracy"));
    const { signal } = this.#lifetime;
    const heldOut = Math.floor(count / HELD_OUT);
    this.#find(".data-split").textContent =
      `LeNet is trained on ${
        integer(count - heldOut)
      } images of this page and tested on the other ` +
      `${
        integer(heldOut)
      }. The networks above were trained on the whole training set, so they are ` +
      "more accurate.";
    this.#find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#start(heldOut).catch((error) => this.#fail(error));
    }, { signal });
    this.#find(".stop").addEventListener("click", () => {
      this.#find<HTMLButtonElement>(".stop").disabled = true;
      this.#training?.stop();
    }, { signal });
    for (const input of this.querySelectorAll<HTMLInputElement>("input[type=range]")) {
      const output = this.#find<HTMLOutputElement>(`output[for="${input.id}"]`);
      const show = () => output.textContent = SLIDER_TEXT[input.id]!(Number(input.value));
      input.addEventListener("input", show, { signal });
      show();
    }
    listThreads(
      this.#find("#learn-threads"),
      this.#find(".threads-note"),
      usableThreads({ crossOriginIsolated, hardwareConcurrency: navigator.hardwareConcurrency }),
    );
    onThemeChange(() => {
      this.#charts.draw();
      this.#heldOutImages?.repaint();
    }, signal);
    const showError = (error: unknown) => showProblem(this.#find(".learn-problem"), error);
    this.#disableMissingBackends().catch(showError);
    this.#listHeldOutImages(heldOut).catch(showError);
  }

  /** Ends the training and frees the file. */
  disconnectedCallback(): void {
    this.#lifetime.abort();
    this.#training?.close();
    if (this.#fileUrl) URL.revokeObjectURL(this.#fileUrl);
  }

  #find<Found extends HTMLElement = HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  /**
   * Disables the backends that do not work in this browser, shows the reason, and selects the
   * page's backend, unless the visitor has selected one by then.
   */
  async #disableMissingBackends(): Promise<void> {
    const select = this.#find<HTMLSelectElement>("#learn-backend");
    let chosen = false;
    select.addEventListener("change", () => chosen = true, { once: true });
    const available = await this.inference.backends();
    for (const option of select.options) {
      const { works } = available[option.value as WebBackend];
      option.disabled = !works;
      if (!works) option.textContent += " (not available)";
    }
    const missing = Object.values(available).find(({ works }) => !works);
    this.#find(".unavailable").textContent = missing?.reason ?? "";
    if (chosen && available[select.value as WebBackend].works) return;
    select.value = available[this.inference.backend].works ? this.inference.backend : "wasm";
  }

  /** Lists held-out images without predictions. */
  async #listHeldOutImages(heldOut: number): Promise<void> {
    const [images, labels] = await Promise.all([this.assets.images(), this.assets.labels()]);
    if (this.#lifetime.signal.aborted) return;
    const first = labels.length - heldOut;
    this.#find(".score").textContent = "";
    this.#heldOutImages = createHeldOutImages(this.#find(".held-out"), {
      images: images.subarray(IMAGE_PIXELS * first),
      labels: labels.subarray(first),
      classes: this.assets.manifest.classes,
    });
  }

  async #start(heldOut: number): Promise<void> {
    this.#training?.close();
    this.#charts.clear();
    this.#find(".learn-problem").replaceChildren();
    this.#find(".trained-model").hidden = true;
    this.#setBusy(true);
    this.#showStatus("Tracing LeNet, its gradients and its optimizer into one graph");
    this.#announce("Training has started");
    const options = await this.#readOptions(heldOut);
    await this.#listHeldOutImages(heldOut);
    const start = performance.now();
    this.#training = startTraining(
      options,
      (response) => this.#handle(response, options, start),
      (error) => this.#fail(error),
    );
  }

  async #readOptions(heldOut: number): Promise<TrainOptions> {
    const [images, labels] = await Promise.all([this.assets.images(), this.assets.labels()]);
    const { classes, dataset } = this.assets.manifest;
    const numberOf = (id: string) => Number(this.#find<HTMLInputElement>(`#${id}`).value);
    return {
      backend: this.#find<HTMLSelectElement>("#learn-backend").value as WebBackend,
      threads: numberOf("learn-threads"),
      images,
      labels,
      count: labels.length,
      heldOut,
      classes,
      epochs: numberOf("learn-epochs"),
      learningRate: 10 ** numberOf("learn-rate"),
      seed: 1,
      dataset: dataset.name,
    };
  }

  #handle(response: TrainResponse, { epochs, count, heldOut }: TrainOptions, start: number): void {
    switch (response.kind) {
      case "compiled": {
        const seconds = (response.milliseconds / 1000).toFixed(1);
        return this.#showStatus(
          `${integer(response.parameters)} parameters; traced and compiled in ${seconds} s. ` +
            "Running the first step",
        );
      }
      case "steps": {
        const { images, total, loss, accuracy } = response;
        this.#charts.addTrained({
          epoch: Number((epochs * images / total).toFixed(2)),
          loss,
          accuracy,
        });
        const bar = this.#find<HTMLProgressElement>("progress");
        bar.max = total;
        bar.value = images;
        const epoch = Math.min(epochs, 1 + Math.floor(images / (count - heldOut)));
        const rate = images / ((performance.now() - start) / 1000);
        return this.#showStatus(`Epoch ${epoch} of ${epochs}, ${integer(rate)} images per second`);
      }
      case "epoch": {
        const { epoch, loss, accuracy, predictions } = response;
        this.#charts.addHeldOut({ epoch, loss, accuracy });
        this.#heldOutImages?.show(predictions);
        this.#find(".score").textContent = percent(accuracy);
        return this.#announce(
          `Epoch ${epoch} of ${epochs}: ${percent(accuracy)} of held-out images right`,
        );
      }
      case "done":
        return this.#finish(response);
      case "failed":
        return this.#fail(fromSentError(response.error));
    }
  }

  #finish({ model, stopped, imagesPerSecond }: Extract<TrainResponse, { kind: "done" }>): void {
    this.#training?.close();
    this.#setBusy(false);
    if (this.#fileUrl) URL.revokeObjectURL(this.#fileUrl);
    this.#fileUrl = URL.createObjectURL(new Blob([model], { type: "application/octet-stream" }));
    const link = this.#find<HTMLAnchorElement>(".download");
    link.href = this.#fileUrl;
    link.textContent = `Download lenet.onnx (${Math.round(model.length / 1000)} kB)`;
    this.#find(".trained-model").hidden = false;
    const last = this.#charts.lastHeldOut;
    const score = last ? ` ${percent(last.accuracy)} of the held-out images are right.` : "";
    const text = `${stopped ? "Stopped" : "Trained"} at ${
      integer(imagesPerSecond)
    } images per second.${score}`;
    this.#showStatus(text);
    this.#announce(`${text} The model can be downloaded`);
  }

  #fail(error: unknown): void {
    this.#training?.close();
    this.#setBusy(false);
    this.#showStatus("");
    showProblem(this.#find(".learn-problem"), error);
  }

  #setBusy(busy: boolean): void {
    const start = this.#find<HTMLButtonElement>(".start");
    const stop = this.#find<HTMLButtonElement>(".stop");
    const hadFocus = [start, stop].includes(document.activeElement as HTMLButtonElement);
    start.disabled = busy;
    stop.disabled = !busy;
    this.#find<HTMLFieldSetElement>("fieldset").disabled = busy;
    this.#find("progress").hidden = !busy;
    if (hadFocus) (busy ? stop : start).focus(); // a disabled button loses the focus
  }

  /** Shows the progress, several times a second. */
  #showStatus(text: string): void {
    this.#find(".status").textContent = text && !/[.]$/.test(text) ? `${text}.` : text;
  }

  /** Announces an event to screen readers, at most once per epoch. */
  #announce(text: string): void {
    this.#find("[role=status]").textContent = `${text}.`;
  }
}
