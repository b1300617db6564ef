// This module is browser compatible.
import type { Assets } from "../../assets.ts";
import { BACKEND_TITLES } from "../../inference/backend_titles.ts";
import type { Inference } from "../../inference/client.ts";
import { type ClassifierName, CLASSIFIERS } from "../../models.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { onThemeChange } from "../../theme.ts";
import { latestOnly } from "../latest_only.ts";
import { createImagePicker, type TestImage } from "./image_picker.ts";
import { createInputSquare, type InputSquare } from "./input_square.ts";
import { paintImage, PICTURE_SIDE } from "./paint.ts";
import { listenForPictures, scaledBitmap } from "./picture_files.ts";
import {
  type ClassifierInfo,
  type ClassifierResult,
  createResultTable,
  type ResultTable,
} from "./result_table.ts";
import { TEMPLATE } from "./template.ts";

/**
 * The time without a new result after which screen readers announce the last one, in milliseconds.
 */
const ANNOUNCE_DELAY = 700;

/** An image to classify, [28,28], and its label where that is known. */
interface ModelInput {
  readonly image: Uint8Array;
  readonly label?: number;
}

/** The last image that was classified, and the logits of each classifier. */
interface TryItResult {
  readonly image: Uint8Array;
  readonly logits: Readonly<Partial<Record<ClassifierName, Float32Array>>>;
}

/** `<weft-try-it>`: classifies drawings, pictures, camera frames and test images. */
export class TryItPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;

  /** The last result; `undefined` while there is none. */
  result: TryItResult | undefined;

  readonly #lifetime = new AbortController();
  #classifiers: readonly ClassifierInfo[] = [];
  #table!: ResultTable;
  #square!: InputSquare;
  #input: ModelInput | undefined;
  /** The picture file that was opened last. */
  #file: File | undefined;
  #announcement: ReturnType<typeof setTimeout> | undefined;

  /** Builds the panel. */
  connectedCallback(): void {
    const { signal } = this.#lifetime;
    this.innerHTML = TEMPLATE;
    this.#classifiers = this.#describeClassifiers();
    const { classes } = this.assets.manifest;
    this.#table = createResultTable(this.#find(".results"), classes, this.#classifiers);
    this.#square = createInputSquare(this.#find(".square"), this.#find(".camera"), {
      onDrawing: (pixels) => {
        this.#file = undefined;
        this.#showSource("Your drawing");
        if (pixels) this.#prepare(pixels);
      },
      onEmpty: () => this.#clear(),
      onFrame: (pixels) => this.#prepare(pixels),
    }, signal);
    this.#connectTools(signal);
    listenForPictures(this, (file) => this.#openFile(file), signal);
    const onPick = (image: TestImage) => this.#showTestImage(image);
    createImagePicker(this.#find(".picker"), this.assets, onPick, signal);
    onThemeChange(() => {
      if (this.#input) paintImage(this.#find(".model-input canvas"), this.#input.image);
    }, signal);
    for (const { name } of this.#classifiers) {
      this.inference.load(name).catch(() => {}); // the first image loads it again, and says why not
    }
    this.inference.onChoose(() => this.#input && this.#classify(this.#input), signal);
    this.#clear();
  }

  /** Closes the camera and removes the listeners. */
  disconnectedCallback(): void {
    this.#lifetime.abort();
  }

  #find<Found extends Element = HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  #describeClassifiers(): ClassifierInfo[] {
    return CLASSIFIERS.flatMap((name) => {
      const model = this.assets.manifest.models[name];
      if (!model) return [];
      const { title, testAccuracy: accuracy } = model;
      const about = accuracy ? `${(100 * accuracy).toFixed(1)} % of test images right` : "";
      return [{ name, title, about }];
    });
  }

  #connectTools(signal: AbortSignal): void {
    const { drawing } = this.#square;
    const on = (selector: string, type: string, listener: (target: HTMLInputElement) => void) =>
      this.#find(selector).addEventListener(
        type,
        ({ target }) => listener(target as HTMLInputElement),
        { signal },
      );
    on(".undo", "click", () => {
      drawing.undo();
      this.#square.redraw();
    });
    on(".clear", "click", () => this.#clear());
    on(".eraser", "change", ({ checked }) => drawing.pen.erases = checked);
    on(".size", "input", ({ value }) => drawing.pen.size = Number(value));
    on(".fills", "change", ({ checked }) => {
      drawing.fills = checked;
      if (!drawing.isEmpty) this.#square.redraw();
    });
    on(".camera", "click", () => this.#toggleCamera());
  }

  #showTestImage({ index, image, label }: TestImage): void {
    this.#reset(`Test image ${index}, labelled ${this.assets.manifest.classes[label]}`, index);
    this.#square.showImage(image);
    this.#classify({ image, label });
  }

  /** Opens a picture file. When several are opened at once, the last one is shown. */
  async #openFile(file: File): Promise<void> {
    this.#reset(`Reading ${file.name}`);
    this.#file = file;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const prepared = await this.inference.prepare({ file: bytes, name: file.name });
      const { image, notice = file.name } = prepared;
      const bitmap = await scaledBitmap(file, PICTURE_SIDE);
      if (this.#file !== file) return;
      this.#showSource(notice);
      this.#square.showPicture(bitmap);
      this.#classify({ image });
    } catch (error) {
      if (this.#file !== file) return;
      this.#clear();
      this.#showError(error);
    }
  }

  async #toggleCamera(): Promise<void> {
    if (this.#square.isCameraOpen) return this.#square.closeCamera();
    this.#reset("Your camera");
    try {
      await this.#square.openCamera();
    } catch (error) {
      this.#clear();
      this.#showError(error);
    }
  }

  /**
   * Scales pixels of a drawing or of the camera to the input of the networks, and classifies them.
   */
  async #prepare(pixels: ImageData): Promise<void> {
    try {
      this.#classify(await this.inference.prepare({ pixels }));
    } catch (error) {
      this.#showError(error);
    }
  }

  /** Ends what the square shows. `index` is the test image that follows, if any. */
  #reset(source: string, index?: number): void {
    this.#square.reset();
    this.#file = undefined;
    this.#find(".try-problem").replaceChildren();
    for (const thumb of this.querySelectorAll<HTMLElement>(".thumb[aria-pressed]")) {
      if (thumb.dataset.index !== String(index)) thumb.removeAttribute("aria-pressed");
    }
    this.#showSource(source);
  }

  /** Empties the square and the results. */
  #clear(): void {
    this.#reset("");
    this.#square.clear();
    this.#input = undefined;
    this.result = undefined;
    this.picture.set(undefined);
    this.#table.clear();
    const canvas = this.#find<HTMLCanvasElement>(".model-input canvas");
    canvas.width = canvas.height = 1;
  }

  /** Names the source of the image, below the square. */
  #showSource(text: string): void {
    this.#find(".source-name").textContent = text;
  }

  #showError(error: unknown): void {
    showProblem(this.#find(".try-problem"), error);
  }

  #classify(input: ModelInput): void {
    this.#input = input;
    this.picture.set(input.image);
    paintImage(this.#find(".model-input canvas"), input.image);
    this.#classifyLatest(input);
  }

  /** Runs all classifiers on an image and shows the results. */
  readonly #classifyLatest = latestOnly(async ({ image, label }: ModelInput) => {
    const results: Partial<Record<ClassifierName, ClassifierResult>> = {};
    const logits: Partial<Record<ClassifierName, Float32Array>> = {};
    const backend = BACKEND_TITLES[this.inference.backend];
    for (const { name } of this.#classifiers) {
      const outputs = await this.inference.classify(name, image);
      results[name] = { ...outputs, backend };
      logits[name] = outputs.logits;
    }
    if (!this.#input) return; // the panel was cleared meanwhile
    this.#table.show(results, label);
    this.result = { image, logits };
    this.#announce();
    this.#find(".try-problem").replaceChildren();
  }, (error) => this.#showError(error));

  /** Announces the results to screen readers once they stop changing. */
  #announce(): void {
    clearTimeout(this.#announcement);
    this.#announcement = setTimeout(
      () => this.#find("[role=status]").textContent = this.#table.summary,
      ANNOUNCE_DELAY,
    );
  }
}
