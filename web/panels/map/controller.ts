// This module is browser compatible.
import type { ClassifierOutputs } from "../../inference/client.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { fromSentError } from "../../sent_error.ts";
import { element } from "../element.ts";
import { imageAt } from "../garment.ts";
import { hoverCard } from "./hover_card.ts";
import { createLegend } from "./legend.ts";
import { normalize } from "./normalize.ts";
import { pcaNote } from "./notes.ts";
import { createPlot } from "./plot.ts";
import { nameOf, type Points } from "./points.ts";
import { createRunControls, type Method } from "./run_controls.ts";
import { createSelectionDetails } from "./selection_details.ts";
import { createTables } from "./tables.ts";
import { createTsneRun } from "./tsne_run.ts";
import { type MapEvent, startMapWorker } from "./worker_client.ts";
import { zoomButtons } from "./zoom_buttons.ts";

/** The data of the panel. */
export interface MapData {
  /** [count, 28, 28], grey levels 0..255. */
  readonly images: Uint8Array;
  /** [count]. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** The embeddings, [count, dimensions]. */
  readonly features: Float32Array;
  readonly dimensions: number;
  /** The title of the model that computed the embeddings. */
  readonly title: string;
  /** Computes the embedding of a picture. */
  readonly embed: (image: Uint8Array) => Promise<ClassifierOutputs>;
  readonly picture: Picture;
  /** A worker that runs worker.ts. */
  readonly worker: Worker;
}

/** The map in the panel. */
export interface MapController {
  /** The finished t-SNE map, [count, 2]; `undefined` while there is none. */
  readonly coordinates: Float32Array | undefined;
  /** The position of a dot, in CSS pixels from the top left corner of the plot. */
  placeOf(point: number): [left: number, top: number];
}

/** The time that dots move, in milliseconds: between two maps, and between snapshots of t-SNE. */
const DURATION = { maps: 1100, snapshots: 130 };

/** The help for mouse and keys. */
const HELP =
  "Drag the map or press arrow keys to move it. Zoom with + and −, with two fingers, or with " +
  "the wheel after a click on the map; 0 shows the whole map. Enter selects the image in the " +
  "middle, Shift with an arrow key selects the next image in that direction, Escape clears the " +
  "selection.";

const prefersLessMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Builds the panel in `host` and starts its worker. */
export function createMapController(
  host: HTMLElement,
  data: MapData,
  signal: AbortSignal,
): MapController {
  const { images, labels, classes, features, dimensions } = data;
  const count = labels.length;
  const points: Points = { labels, classes, image: (point) => imageAt(images, point) };
  /** The maps that can be shown, [count, 2], normalized. */
  const maps: { pca?: Float32Array; tsne?: Float32Array } = {};
  let method: Method = "pca";
  let notePca = "";
  /** True until the user chooses a map: then the first snapshot of t-SNE replaces PCA. */
  let showsNewRun = true;

  const status = element("p", { class: "status", role: "status" });
  const problem = element("div", { class: "problems" });
  const description = element("p", { class: "note description" });
  const plotPlace = element("div", { class: "plot" });
  const side = element("div", { class: "side" });
  const help = element("p", { class: "note help", id: "weft-map-help" }, HELP);
  const showError = (error: unknown) => {
    if (!signal.aborted) showProblem(problem, error);
  };

  const run = createTsneRun(() => worker, {
    onState: (state, fraction, text) => controls.showState(state, fraction, text),
    onCoordinates(coordinates) {
      maps.tsne = normalize(coordinates);
      if (showsNewRun) method = "tsne";
      controls.showMethod(method, true);
      labelPlot();
      if (method === "tsne") show("tsne", DURATION.snapshots, false);
    },
    onEnd(announcement) {
      status.textContent = announcement;
      describe();
    },
    onError: showError,
  });
  const controls = createRunControls(count, {
    show: showMethod,
    run: startRun,
    pause: run.pause,
    resume: run.resume,
    cancel: run.cancel,
  });
  const counts = classes.map((_, label) => labels.filter((each) => each === label).length);
  const legend = createLegend(classes, counts, (shown) => plot.showClasses(shown));
  const select = (point: number | undefined) => details.select(point);
  const tables = createTables(points, select);
  const main = element("div", { class: "main" }, plotPlace, side);
  host.append(controls.root, problem, main, description, help, tables.root, status);
  const card = hoverCard(points);
  const plot = createPlot(plotPlace, points, {
    hover: (point, at) => card.show(point, at, plotPlace),
    select,
    view: (isWhole) => zoom.showWhole(isWhole),
  }, signal);
  const zoom = zoomButtons(plot);
  plotPlace.append(zoom.root, card.root);
  plot.surface.setAttribute("aria-describedby", help.id);
  plotPlace.dataset.renderer = plot.renderer;

  const worker = startMapWorker(data.worker, { features, dimensions }, handle);
  signal.addEventListener("abort", () => worker.close());
  const details = createSelectionDetails({
    ...{ points, plot, worker, picture: data.picture, embed: data.embed, showError },
    announce(text) {
      status.textContent = text;
      labelPlot();
    },
  }, signal);
  side.append(legend.root, ...details.roots);

  function handle(event: MapEvent): void {
    if (event.kind === "pca") {
      maps.pca = normalize(event.coordinates);
      notePca = pcaNote(data.title, dimensions, event.varianceRatios);
      show("pca", DURATION.maps);
      describe();
      startWhenVisible();
    } else if (event.kind === "failed") {
      run.fail();
      showError(fromSentError(event.error));
    } else run.handle(event);
  }

  function startRun(perplexity: number): void {
    problem.replaceChildren();
    showsNewRun = true;
    run.start(perplexity);
    status.textContent = run.note;
    description.replaceChildren(run.note);
  }
  function showMethod(next: Method): void {
    method = next, showsNewRun = false;
    show(next, DURATION.maps);
    describe();
  }
  function show(which: Method, milliseconds: number, ease = true): void {
    plot.show(maps[which]!, prefersLessMotion() ? 0 : milliseconds, ease);
    controls.showMethod(which, maps.tsne !== undefined);
  }

  /** Updates the accessible name of the plot. */
  function labelPlot(): void {
    const { selected } = details;
    plot.surface.setAttribute(
      "aria-label",
      `Map of ${count.toLocaleString("en")} test images by ${
        method === "pca" ? "PCA" : "t-SNE"
      }. ` +
        (selected === undefined ? "" : `Selected: ${nameOf(points, selected)}. `) +
        "The tables below contain the same data.",
    );
  }

  /** Updates the description and the tables of the map that is shown. */
  function describe(): void {
    labelPlot();
    const note = method === "pca" ? notePca : run.note;
    description.replaceChildren(note);
    if (method === "tsne" && run.hash) {
      const attributes = { "data-hash": run.hash, title: run.hash };
      description.append(
        " SHA-256 of the coordinates: ",
        element("code", attributes, run.hash.slice(0, 16)),
        ", the same in every browser, Deno and Node.",
      );
    }
    if (run.state === "idle" || method === "pca") fillTables(method, note).catch(showError);
  }
  async function fillTables(which: Method, note: string): Promise<void> {
    const positions = maps[which]!;
    const summary = await worker.summary(positions, labels, classes.length);
    if (method === which && maps[which] === positions) {
      tables.show(note.replace(/\.\s*$/, ""), positions, summary);
    }
  }

  /** Starts t-SNE when the plot is visible, unless the user prefers less motion. */
  function startWhenVisible(): void {
    if (prefersLessMotion()) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      if (!run.hasStarted) startRun(controls.perplexity());
    }, { threshold: 0.4 });
    observer.observe(plotPlace);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  return {
    get coordinates() {
      return run.coordinates;
    },
    placeOf: plot.placeOf,
  };
}
