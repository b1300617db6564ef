// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { Assets } from "../../assets.ts";
import type { Inference, WebBackend } from "../../inference/client.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { onThemeChange, themeName } from "../../theme.ts";
import { drawCharts, type Point } from "./charts.ts";
import { createExam, type Exam } from "./held_out_images.ts";
import type { Lesson, Order, Told } from "./messages.ts";
import { TEMPLATE } from "./template.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** One image in so many is kept to be tested on. */
const HELD_OUT = 5;

/** The fewest images that anything can be learned from. */
const FEWEST = 100;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const whole = (count: number) => count.toLocaleString("en-US");

/** The panel in which the reader trains LeNet, and takes the file home. */
export class LearnPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;

  readonly #end = new AbortController();
  #worker: Worker | undefined;
  #exam: Exam | undefined;
  #learned: Point[] = [];
  #tested: Point[] = [];
  #file: string | undefined;
  #drawing = false;

  /** Builds the panel. */
  connectedCallback(): void {
    const { images: { count } } = this.assets.manifest;
    if (count < FEWEST) {
      this.textContent =
        `This page was built with ${count} images: too few to learn from. Build it without --limit.`;
      return;
    }
    this.innerHTML = TEMPLATE;
    const { signal } = this.#end;
    const heldOut = Math.floor(count / HELD_OUT);
    this.#find(".fair").textContent = `It learns from ${whole(count - heldOut)} of this page's ` +
      `images and is tested on the other ${whole(heldOut)}, so it knows less than the networks ` +
      "above, which learned from all training images.";
    this.#find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#start(heldOut).catch((error) => this.#fail(error));
    }, { signal });
    this.#find(".stop").addEventListener("click", () => {
      this.#find<HTMLButtonElement>(".stop").disabled = true;
      this.#tell({ stop: true });
    }, { signal });
    for (const input of this.querySelectorAll<HTMLInputElement>("input[type=range]")) {
      const output = this.#find<HTMLOutputElement>(`output[for="${input.id}"]`);
      const show = () => output.textContent = SHOWN[input.id]!(Number(input.value));
      input.addEventListener("input", show, { signal });
      show();
    }
    onThemeChange(() => {
      this.#draw();
      this.#exam?.repaint();
    }, signal);
    const complain = (error: unknown) => showProblem(this.#find(".learn-problem"), error);
    this.#offer().catch(complain);
    this.#showExam(heldOut).catch(complain);
  }

  /** Ends the training and lets everything go. */
  disconnectedCallback(): void {
    this.#end.abort();
    this.#worker?.terminate();
    if (this.#file) URL.revokeObjectURL(this.#file);
  }

  #find<Found extends HTMLElement = HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  #tell(order: Order): void {
    this.#worker?.postMessage(order);
  }

  /** Greys out what does not work here, with the reason. */
  async #offer(): Promise<void> {
    const available = await this.inference.backends();
    const select = this.#find<HTMLSelectElement>("#learn-backend");
    for (const option of select.options) {
      const { works } = available[option.value as WebBackend];
      option.disabled = !works;
      if (!works) option.textContent += " (not here)";
    }
    const absent = Object.values(available).find(({ works }) => !works);
    this.#find(".why").textContent = absent?.reason ?? "";
    select.value = available[this.inference.backend].works ? this.inference.backend : "wasm";
  }

  /** Shows held-out images that nothing has been said of yet. */
  async #showExam(heldOut: number): Promise<void> {
    const [images, labels] = await Promise.all([this.assets.images(), this.assets.labels()]);
    if (this.#end.signal.aborted) return;
    const first = labels.length - heldOut;
    this.#find(".score").textContent = "";
    this.#exam = createExam(this.#find(".exam"), {
      images: images.subarray(IMAGE_PIXELS * first),
      labels: labels.subarray(first),
      classes: this.assets.manifest.classes,
    });
  }

  async #start(heldOut: number): Promise<void> {
    this.#worker?.terminate();
    this.#learned = [];
    this.#tested = [];
    this.#find(".learn-problem").replaceChildren();
    this.#find(".taken").hidden = true;
    this.#busy(true);
    this.#say("Tracing LeNet, its gradients and its optimizer into one graph");
    this.#announce("Training has begun");
    const [images, labels] = await Promise.all([this.assets.images(), this.assets.labels()]);
    const { classes, dataset } = this.assets.manifest;
    const numberOf = (id: string) => Number(this.#find<HTMLInputElement>(`#${id}`).value);
    const lesson: Lesson = {
      backend: this.#find<HTMLSelectElement>("#learn-backend").value as WebBackend,
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
    await this.#showExam(heldOut);
    const worker = new Worker(new URL("./learn_worker.js", import.meta.url), { type: "module" });
    this.#worker = worker;
    const began = performance.now();
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (worker === this.#worker) this.#hear(data, lesson, began);
    });
    worker.addEventListener("error", ({ message }) => {
      const why = message ? ` (${message})` : "";
      this.#fail(
        new WeftError("runtime", `Cannot train: the worker stopped${why}`, "Reload the page"),
      );
    });
    this.#tell({ start: lesson });
  }

  #hear(told: Told, lesson: Lesson, began: number): void {
    const perEpoch = lesson.count - lesson.heldOut;
    switch (told.kind) {
      case "compiled":
        return this.#say(
          `${whole(told.parameters)} parameters; traced and compiled in ${
            (told.milliseconds / 1000).toFixed(1)
          } s. The first step is under way`,
        );
      case "steps": {
        const epoch = Number((lesson.epochs * told.images / told.total).toFixed(2));
        // The first steps of a short epoch may round to the same place.
        if (this.#learned.at(-1)?.epoch === epoch) this.#learned.pop();
        this.#learned.push({ epoch, loss: told.loss, accuracy: told.accuracy });
        const seconds = (performance.now() - began) / 1000;
        const bar = this.#find<HTMLProgressElement>("progress");
        bar.max = told.total;
        bar.value = told.images;
        this.#say(
          `Epoch ${
            Math.min(lesson.epochs, 1 + Math.floor(told.images / perEpoch))
          } of ${lesson.epochs}, ${whole(Math.round(told.images / seconds))} images per second`,
        );
        return this.#draw();
      }
      case "epoch":
        this.#tested.push({ epoch: told.epoch, loss: told.loss, accuracy: told.accuracy });
        this.#exam?.show(told.answers);
        this.#find(".score").textContent = percent(told.accuracy);
        this.#announce(
          `Epoch ${told.epoch} of ${lesson.epochs}: ${
            percent(told.accuracy)
          } of held-out images right`,
        );
        return this.#draw();
      case "done":
        return this.#finish(told);
      case "failed": {
        const { code, message, hint } = told.error;
        return this.#fail(new WeftError(code, message, hint));
      }
    }
  }

  #finish({ model, stopped, imagesPerSecond }: Extract<Told, { kind: "done" }>): void {
    this.#worker?.terminate();
    this.#busy(false);
    if (this.#file) URL.revokeObjectURL(this.#file);
    this.#file = URL.createObjectURL(new Blob([model], { type: "application/octet-stream" }));
    const link = this.#find<HTMLAnchorElement>(".download");
    link.href = this.#file;
    link.textContent = `Download lenet.onnx (${Math.round(model.length / 1000)} kB)`;
    this.#find(".taken").hidden = false;
    const last = this.#tested.at(-1);
    const score = last ? ` ${percent(last.accuracy)} of the held-out images are right.` : "";
    const outcome = `${stopped ? "Stopped" : "Trained"} at ${
      whole(Math.round(imagesPerSecond))
    } images per second.${score}`;
    this.#say(outcome);
    this.#announce(`${outcome} The file can be downloaded`);
  }

  #fail(error: unknown): void {
    this.#worker?.terminate();
    this.#busy(false);
    this.#say("");
    showProblem(this.#find(".learn-problem"), error);
  }

  #busy(busy: boolean): void {
    const start = this.#find<HTMLButtonElement>(".start");
    const stop = this.#find<HTMLButtonElement>(".stop");
    const hadFocus = [start, stop].includes(document.activeElement as HTMLButtonElement);
    this.toggleAttribute("data-busy", busy);
    start.disabled = busy;
    stop.disabled = !busy;
    this.#find<HTMLFieldSetElement>("fieldset").disabled = busy;
    this.#find("progress").hidden = !busy;
    if (hadFocus) (busy ? stop : start).focus(); // a button that is disabled loses it
  }

  /** Says how it goes, many times a second. */
  #say(text: string): void {
    this.#find(".status").textContent = text && !/[.]$/.test(text) ? `${text}.` : text;
  }

  /** Tells screen readers what has happened: now and then. */
  #announce(text: string): void {
    this.#find("[role=status]").textContent = `${text}.`;
  }

  /** Draws the curves with the next frame, once however often it is asked for. */
  #draw(): void {
    if (this.#drawing || this.#learned.length < 2) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const { clientWidth } = this.#find(".loss");
      const { loss, accuracy } = drawCharts(this.#learned, this.#tested, themeName(), clientWidth);
      this.#find(".loss").innerHTML = loss;
      this.#find(".accuracy").innerHTML = accuracy;
    });
  }
}

/** What a slider's number means, by its id. */
const SHOWN: Readonly<Record<string, (value: number) => string>> = {
  "learn-epochs": (value) => String(value),
  "learn-rate": (value) => String(Number((10 ** value).toPrecision(2))),
};
