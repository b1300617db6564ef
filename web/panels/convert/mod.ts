// This module is browser compatible.
import type { Assets } from "../../assets.ts";
import type { Inference } from "../../inference/client.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { fromSentError } from "../../sent_error.ts";
import { addFiles } from "./add_files.ts";
import { fileList, filesText } from "./file_list.ts";
import type { GivenFile } from "./find_model.ts";
import { listenForFiles } from "./given_files.ts";
import type {
  Comparison,
  ConvertOptions,
  ConvertRequest,
  ConvertResponse,
  WrittenFile,
} from "./messages.ts";
import { modelForm } from "./model_form.ts";
import { resultCard } from "./result_card.ts";
import { TEMPLATE } from "./template.ts";
import { secondsText } from "./texts.ts";
import { type Conversion, startConversion } from "./worker_client.ts";

/** The time between two updates of the clock, in milliseconds. */
const TICK = 500;

/** `<weft-convert>`: converts a saved TensorFlow.js model and offers the .onnx file. */
export class ConvertPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;

  readonly #lifetime = new AbortController();
  #files: readonly GivenFile[] = [];
  /** The worker of the model; undefined while there is none, and after a failure. */
  #conversion: Conversion | undefined;
  /** True when the worker has loaded the model: files that follow belong to another one. */
  #isLoaded = false;
  #written: { readonly written: WrittenFile; readonly milliseconds: number } | undefined;
  #began = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  /** The URL of the .onnx file. */
  #fileUrl: string | undefined;

  /** Builds the panel. */
  connectedCallback(): void {
    this.innerHTML = TEMPLATE;
    const { signal } = this.#lifetime;
    listenForFiles(this, (files) => this.#add(files), (error) => this.#fail(error), signal);
    this.#find(".sample").addEventListener("click", () => {
      this.#files = [];
      this.#open({ kind: "sample" });
    }, { signal });
    this.#find(".cancel").addEventListener("click", () => this.#cancel(), { signal });
  }

  /** Ends the worker and frees the file. */
  disconnectedCallback(): void {
    this.#lifetime.abort();
    this.#close();
    this.#clearResult();
  }

  #find<Found extends HTMLElement = HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  #add(files: readonly GivenFile[]): void {
    if (files.length === 0) return;
    this.#files = addFiles(this.#isLoaded ? [] : this.#files, files);
    this.#open({ kind: "open", files: this.#files });
  }

  /** Starts a worker, which looks for the model in the files. */
  #open(request: Extract<ConvertRequest, { kind: "open" | "sample" }>): void {
    this.#close();
    this.#clearResult();
    this.#find(".explanation").hidden = true;
    this.#find(".file-list").replaceChildren();
    this.#find(".model").replaceChildren();
    this.#begin("Reading the files");
    this.#conversion = startConversion(
      request,
      (response) => this.#handle(response),
      (error) => {
        this.#close();
        this.#find(".model").replaceChildren();
        this.#fail(error);
      },
    );
  }

  #handle(response: ConvertResponse): void {
    switch (response.kind) {
      case "files": {
        const { list } = response;
        this.#find(".file-list").replaceChildren(fileList(list));
        this.#announce(filesText(list));
        if (list?.every(({ bytes }) => bytes !== undefined)) {
          return this.#begin("Loading TensorFlow.js and the model");
        }
        this.#close();
        return this.#end();
      }
      case "model": {
        this.#isLoaded = true;
        const { model } = response;
        const form = modelForm(model, (options) => this.#convert(options));
        this.#find(".model").replaceChildren(form);
        this.#announce(`${model.name} is a ${model.kind}. It can be converted`);
        return this.#end();
      }
      case "written": {
        const { written } = response;
        this.#written = { written, milliseconds: performance.now() - this.#began };
        this.#begin("Comparing with TensorFlow.js on random inputs", "Skip the comparison");
        return;
      }
      case "checked":
        return this.#finish(response.check);
      case "failed":
        return this.#fail(fromSentError(response.error));
    }
  }

  #convert(options: ConvertOptions): void {
    this.#clearResult();
    this.#find(".convert-problem").replaceChildren();
    this.#find<HTMLFieldSetElement>(".model fieldset").disabled = true;
    this.#begin("Tracing the model and compiling it");
    this.#find(".cancel").focus(); // the button that was pressed is disabled
    this.#conversion!.convert(options);
  }

  /** Ends the work. A file that is written already is shown without its comparison. */
  #cancel(): void {
    this.#close();
    this.#files = []; // those that follow belong to another model
    this.#find(".model").replaceChildren();
    if (this.#written) return this.#finish();
    this.#find(".explanation").hidden = false;
    this.#find(".file-list").replaceChildren();
    this.#end();
    this.#announce("Cancelled");
    this.#find(".choose-files").focus();
  }

  #finish(comparison?: Comparison): void {
    const { written, milliseconds } = this.#written!;
    this.#fileUrl = URL.createObjectURL(written.file);
    const card = resultCard(written, this.#fileUrl, milliseconds, comparison);
    const hadFocus = this.#find(".outcome").contains(document.activeElement);
    this.#find(".result").replaceChildren(card);
    this.#end();
    this.#announce(`${written.name} is ready to be downloaded`);
    if (hadFocus) this.#find(".download").focus();
  }

  #fail(error: unknown): void {
    const hadFocus = document.activeElement === this.#find(".cancel");
    this.#clearResult();
    this.#end();
    if (hadFocus) this.querySelector<HTMLButtonElement>(".convert")?.focus();
    showProblem(this.#find(".convert-problem"), error);
  }

  /** Frees the file that is shown. */
  #clearResult(): void {
    if (this.#fileUrl) URL.revokeObjectURL(this.#fileUrl);
    this.#fileUrl = undefined;
    this.#written = undefined;
    this.#find(".result").replaceChildren();
  }

  /** Ends the worker: its memory holds the model. */
  #close(): void {
    this.#conversion?.close();
    this.#conversion = undefined;
    this.#isLoaded = false;
    clearInterval(this.#clock);
  }

  /** Shows a work with its clock until the next one begins or all ends. */
  #begin(work: string, cancel = "Cancel"): void {
    clearInterval(this.#clock);
    this.#began = performance.now();
    const show = () => {
      const time = performance.now() - this.#began;
      this.#find(".status").textContent = time < TICK
        ? `${work}.`
        : `${work}, ${secondsText(time)}.`;
    };
    show();
    this.#clock = setInterval(show, TICK);
    this.#find(".convert-problem").replaceChildren();
    this.#find(".work").hidden = false;
    this.#find(".cancel").textContent = cancel;
    this.#announce(work);
  }

  /** Shows that no work is going on. */
  #end(): void {
    clearInterval(this.#clock);
    this.#find(".work").hidden = true;
    const fields = this.querySelector<HTMLFieldSetElement>(".model fieldset");
    if (fields) fields.disabled = false;
  }

  /** Announces an event to screen readers. */
  #announce(text: string): void {
    this.#find("[role=status]").textContent = text.endsWith(".") ? text : `${text}.`;
  }
}
