// This module is browser compatible.
import type { Assets, ClassifierName } from "../../assets.ts";
import type { Inference, WebBackend } from "../../inference/client.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { onThemeChange } from "../../theme.ts";
import { type Board, createBoard } from "./board.ts";
import { type Camera, openCamera } from "./camera.ts";
import { paintDrawing, paintImage, paintPicture, PICTURE_SIDE } from "./paint.ts";
import { createPicker } from "./picker.ts";
import { listenForPictures } from "./picture_files.ts";
import { TEMPLATE } from "./template.ts";
import { createVerdict, type Judge, type Opinion, type Verdict } from "./verdict.ts";

/** What people call the backends. */
const RUNTIME_NAMES: Readonly<Record<WebBackend, string>> = {
  wasm: "WebAssembly",
  webgpu: "WebGPU",
};

/** What is judged: the networks' 28x28 pixels and, of a test image, its class. */
interface Subject {
  readonly image: Uint8Array;
  readonly truth?: number;
}

/** The panel in which a garment is drawn, given or picked, and both networks say what it is. */
export class TryIt extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;

  /** What the networks said last: for whoever compares it with another runtime. */
  answer: { readonly image: Uint8Array; readonly logits: Record<string, Float32Array> } | undefined;

  readonly #end = new AbortController();
  #judges: Judge[] = [];
  #verdict!: Verdict;
  #board!: Board;
  #camera: Camera | undefined;
  /** How the square is painted again when the looks of the page change. */
  #repaint = () => {};
  #subject: Subject | undefined;
  /** The picture file that is being read, or was read last. */
  #file: File | undefined;
  #isJudging = false;
  #announcing: ReturnType<typeof setTimeout> | undefined;

  /** Builds the panel. */
  connectedCallback(): void {
    const { signal } = this.#end;
    const { classes, models } = this.assets.manifest;
    this.innerHTML = TEMPLATE;
    this.#judges = (["lenet", "lenet-modified"] as const).flatMap((name) => {
      const model = models[name];
      if (!model) return [];
      const { title, testAccuracy: accuracy } = model;
      const about = accuracy ? `${(100 * accuracy).toFixed(1)} % of test images right` : "";
      return [{ name, title, about }];
    });
    this.#verdict = createVerdict(this.#find(".verdict"), classes, this.#judges);
    this.#board = createBoard(this.#find(".board"), () => this.#drawn(), signal);
    this.#connectTools(signal);
    listenForPictures(this, (file) => this.#open(file), signal);
    createPicker(this.#find(".picker"), this.assets, ({ index, image, label }) => {
      this.#reset(`Test image ${index}, labelled ${classes[label]}`);
      this.#paint(() => paintImage(this.#surface(), image));
      this.#judge({ image, truth: label });
    }, signal);
    onThemeChange(() => {
      this.#repaint();
      if (this.#subject) paintImage(this.#find(".seen canvas"), this.#subject.image);
    }, signal);
    this.inference.onChoose(() => this.#subject && this.#judge(this.#subject), signal);
    this.#blank();
  }

  /** Turns the camera off and lets everything go. */
  disconnectedCallback(): void {
    this.#camera?.stop();
    this.#end.abort();
  }

  #find<Found extends Element = HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }

  #surface = () => this.#find<HTMLCanvasElement>(".board canvas");

  #connectTools(signal: AbortSignal): void {
    const on = (selector: string, type: string, listener: (target: HTMLInputElement) => void) =>
      this.#find(selector).addEventListener(
        type,
        ({ target }) => listener(target as HTMLInputElement),
        { signal },
      );
    on(".undo", "click", () => {
      this.#board.drawing.undo();
      this.#drawn();
    });
    on(".clear", "click", () => this.#blank());
    on(".eraser", "change", ({ checked }) => this.#board.drawing.pen.erases = checked);
    on(".size", "input", ({ value }) => this.#board.drawing.pen.size = Number(value));
    on(".fills", "change", ({ checked }) => {
      this.#board.drawing.fills = checked;
      if (!this.#board.drawing.isEmpty) this.#drawn();
    });
    on(".camera", "click", () => this.#toggleCamera());
  }

  /** The drawing has changed: shows it and has it judged. */
  #drawn(): void {
    const { drawing, cursor } = this.#board;
    if (drawing.isEmpty && !cursor) return this.#blank();
    this.#leaveCamera();
    this.#file = undefined;
    this.#find(".board").classList.add("is-used");
    this.#say("Your drawing");
    const pixels = drawing.render();
    this.#paint(() => {
      const surface = this.#surface();
      paintDrawing(surface, pixels);
      if (!cursor) return;
      const context = surface.getContext("2d")!;
      context.strokeStyle = cursor.down ? "#c8452f" : "#7d86a8";
      context.lineWidth = 2;
      context.strokeRect(cursor.x - 6, cursor.y - 6, 12, 12);
    });
    if (!drawing.isEmpty) this.#prepare({ pixels });
  }

  /** A picture file: shown as it is, and as the networks see it. Of several the last one stays. */
  async #open(file: File): Promise<void> {
    this.#reset(`Reading ${file.name}`);
    this.#file = file;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const image = await this.inference.prepare({ file: bytes, name: file.name });
      // Made small where it is decoded, off the main thread: a phone's picture has fifty million
      // pixels.
      const bitmap = await createImageBitmap(file, { resizeWidth: PICTURE_SIDE });
      if (this.#file !== file) return;
      this.#say(file.name);
      this.#paint(() => paintPicture(this.#surface(), bitmap, bitmap.width, bitmap.height));
      this.#judge({ image });
    } catch (error) {
      if (this.#file !== file) return;
      this.#blank();
      this.#fail(error);
    }
  }

  async #toggleCamera(): Promise<void> {
    if (this.#camera) {
      this.#leaveCamera();
      return;
    }
    this.#reset("Your camera");
    try {
      this.#camera = await openCamera((pixels) => this.#prepare({ pixels }));
      this.#find(".board").append(this.#camera.video);
      this.#find(".camera").textContent = "Hold this picture";
    } catch (error) {
      this.#blank();
      this.#fail(error);
    }
  }

  /** Keeps the camera's last picture and turns it off. */
  #leaveCamera(): void {
    if (!this.#camera) return;
    const { video } = this.#camera;
    paintPicture(this.#surface(), video, video.videoWidth, video.videoHeight);
    this.#camera.stop();
    this.#camera = undefined;
    this.#find(".camera").textContent = "Camera";
  }

  async #prepare(pixels: { readonly pixels: ImageData }): Promise<void> {
    try {
      this.#judge({ image: await this.inference.prepare(pixels) });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Makes room for something else than the drawing. */
  #reset(what: string): void {
    this.#leaveCamera();
    this.#file = undefined;
    this.#board.drawing.clear();
    this.#find(".board").classList.add("is-used");
    this.#find(".try-problem").replaceChildren();
    if (this.#find(".thumb[aria-pressed]")) {
      const [, , index] = /(Test image) (\d+)/.exec(what) ?? [];
      for (const thumb of this.querySelectorAll<HTMLElement>(".thumb[aria-pressed]")) {
        if (thumb.dataset.index !== index) thumb.removeAttribute("aria-pressed");
      }
    }
    this.#say(what);
  }

  /** Nothing is there: an empty square that asks to be drawn on. */
  #blank(): void {
    this.#reset("");
    this.#find(".board").classList.remove("is-used");
    this.#paint(() => {
      const surface = this.#surface();
      surface.width = surface.height = 1;
    });
    this.#subject = undefined;
    this.answer = undefined;
    this.picture.set(undefined);
    this.#verdict.clear();
    const seen = this.#find<HTMLCanvasElement>(".seen canvas");
    seen.width = seen.height = 1;
  }

  #paint(paint: () => void): void {
    this.#repaint = paint;
    paint();
  }

  #say(what: string): void {
    this.#find(".what").textContent = what;
  }

  #fail(error: unknown): void {
    showProblem(this.#find(".try-problem"), error);
  }

  /**
   * Asks both networks. While they think about one picture, only the newest of the next ones is
   * kept.
   */
  async #judge(subject: Subject): Promise<void> {
    this.#subject = subject;
    this.picture.set(subject.image);
    paintImage(this.#find(".seen canvas"), subject.image);
    if (this.#isJudging) return;
    this.#isJudging = true;
    try {
      let asked: Subject | undefined;
      while (this.#subject && this.#subject !== asked) {
        asked = this.#subject;
        const opinions: Record<string, Opinion> = {};
        const runtime = RUNTIME_NAMES[this.inference.backend];
        for (const { name } of this.#judges) {
          const said = await this.inference.classify(name as ClassifierName, asked.image);
          opinions[name] = { ...said, runtime };
        }
        if (!this.#subject) break; // cleared in the meantime
        this.#verdict.show(opinions, asked.truth);
        this.answer = {
          image: asked.image,
          logits: Object.fromEntries(
            Object.entries(opinions).map(([name, { logits }]) => [name, logits]),
          ),
        };
        this.#announce();
      }
      this.#find(".try-problem").replaceChildren();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isJudging = false;
    }
  }

  /** Tells screen readers, once things have come to rest. */
  #announce(): void {
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(
      () => this.#find("[role=status]").textContent = this.#verdict.summary,
      700,
    );
  }
}
