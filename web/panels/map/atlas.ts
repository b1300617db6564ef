// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { Classified } from "../../inference/client.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { element } from "../element.ts";
import { imageAt } from "../garment.ts";
import { type News, startCartographer } from "./cartographer.ts";
import { createFacts } from "./facts.ts";
import { hashOf } from "./hash.ts";
import { hoverCard } from "./hover_card.ts";
import { createLegend } from "./legend.ts";
import { normalize } from "./normalize.ts";
import { lengthNote, pcaNote, progressNote, stoppedNote, tsneNote } from "./notes.ts";
import { createRunControls, type Method } from "./run_controls.ts";
import { nameOf, type Points } from "./selection.ts";
import { createStage } from "./stage.ts";
import { createSubjects } from "./subjects.ts";
import { zoomButtons } from "./zoom_buttons.ts";

/** What an atlas is made from. */
export interface AtlasData {
  /** [count, 28, 28], grey levels 0..255. */
  readonly images: Uint8Array;
  /** [count] */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** [count, dimensions] */
  readonly features: Float32Array;
  readonly dimensions: number;
  /** What people call the model that the features are from. */
  readonly title: string;
  /** The logits and the features of a picture. */
  readonly embed: (image: Uint8Array) => Promise<Classified>;
  readonly picture: Picture;
  /** Runs worker.ts. */
  readonly worker: Worker;
}

/** The maps of the images. */
export interface Atlas {
  /** [count, 2]: the finished map of t-SNE as it came, `undefined` while there is none. */
  readonly coordinates: Float32Array | undefined;
  /** Where a point is drawn, in CSS pixels from the stage's top left corner. */
  placeOf(point: number): [left: number, top: number];
}

/**
 * Milliseconds in which points glide: between two maps, and from one snapshot of t-SNE to the next,
 * 100 ms later.
 */
const GLIDE = { maps: 1100, snapshot: 130 };

/** How one uses the map without a mouse. */
const KEYS =
  "Drag or arrow keys move the map; + and −, pinch, or the wheel once it has the focus, zoom; 0 shows all of it. " +
  "Enter selects the image in the middle, Shift and an arrow the next one that way, Escape none.";

/** Builds the panel and starts its worker. */
export function openAtlas(host: HTMLElement, data: AtlasData, signal: AbortSignal): Atlas {
  const { images, labels, classes, features, dimensions } = data;
  const count = labels.length;
  const points: Points = { labels, classes, image: (point) => imageAt(images, point) };
  const counts = classes.map((_, label) => labels.reduce((n, own) => n + Number(own === label), 0));
  const maps: { pca?: Float32Array; tsne?: Float32Array } = {};
  let coordinates: Float32Array | undefined;
  let method: Method = "pca";
  let run = 0, state: "idle" | "running" | "paused" = "idle", share = 0, progress = "";
  let began = 0;
  /** What is said of each map. */
  const notes = { pca: "", tsne: "" };
  let tsneHash: string | undefined;
  /**
   * Whether the stage turns to t-SNE when its map begins: the reader asked for a run, and for
   * nothing else since.
   */
  let followed = true;

  const status = element("p", { class: "status", role: "status" });
  const problem = element("div", { class: "problems" });
  const made = element("p", { class: "note made" });
  const stagePlace = element("div", { class: "stage" });
  const side = element("div", { class: "side" });
  const keys = element("p", { class: "note keys", id: "weft-map-keys" }, KEYS);
  const controls = createRunControls(count, {
    show: showMethod,
    run: startRun,
    pause() {
      cartographer.pause();
      setState("paused");
    },
    resume() {
      cartographer.resume();
      setState("running");
    },
    cancel: () => cartographer.cancel(),
  });
  const legend = createLegend(classes, counts, (shown) => stage.showClasses(shown));
  const select = (point: number | undefined) => subjects.select(point);
  const facts = createFacts(points, select);
  const board = element("div", { class: "board" }, stagePlace, side);
  host.append(controls.root, problem, board, made, keys, facts.root, status);
  const card = hoverCard(points);
  const stage = createStage(stagePlace, { ...points, classes }, {
    hover: (point, at) => card.show(point, at, stagePlace),
    select,
    view: (whole) => zoom.showWhole(whole),
  }, signal);
  const zoom = zoomButtons(stage);
  stagePlace.append(zoom.root, card.root);
  stage.surface.setAttribute("aria-describedby", "weft-map-keys");
  stagePlace.dataset.renderer = stage.renderer;

  const cartographer = startCartographer(data.worker, { features, dimensions }, hear);
  signal.addEventListener("abort", () => cartographer.close());
  const fail = (error: unknown) => {
    if (!signal.aborted) showProblem(problem, error);
  };
  const subjects = createSubjects({
    ...{ points, stage, cartographer, picture: data.picture, embed: data.embed, fail },
    say(text) {
      status.textContent = text;
      label();
    },
  }, signal);
  side.append(legend.root, ...subjects.roots);

  function label(): void {
    const by = method === "pca" ? "PCA" : "t-SNE";
    const { selected } = subjects;
    stage.surface.setAttribute(
      "aria-label",
      `Map of ${count.toLocaleString("en")} test images by ${by}. ` +
        (selected === undefined ? "" : `Selected: ${nameOf(points, selected)}. `) +
        "The same facts stand in the tables below.",
    );
  }

  function hear(news: News): void {
    ({
      pca: ({ coordinates, shares }) => {
        maps.pca = normalize(coordinates);
        notes.pca = pcaNote(data.title, dimensions, shares);
        show("pca", GLIDE.maps);
        settle();
        startWhenSeen();
      },
      progress: ({ run: of, iteration, iterations, coordinates }) => {
        if (of !== run || state === "idle") return;
        share = iteration / iterations;
        progress = progressNote(iteration, iterations);
        setState(state);
        if (coordinates === undefined) return;
        maps.tsne = normalize(coordinates);
        if (method === "pca" && followed) method = "tsne";
        controls.showMethod(method, true);
        label();
        if (method === "tsne") show("tsne", GLIDE.snapshot, false);
      },
      map: (map) => {
        if (map.run !== run) return;
        ({ coordinates } = map);
        maps.tsne = normalize(map.coordinates);
        const finished = { ...map, seconds: (performance.now() - began) / 1000 };
        progress = lengthNote(finished);
        setState("idle");
        controls.showMethod(method, true);
        if (method === "tsne") show("tsne", GLIDE.snapshot, false);
        notes.tsne = tsneNote(finished);
        status.textContent = `The map by t-SNE is ready. ${notes.tsne}`;
        hashOf(map.coordinates).then((hash) => {
          tsneHash = hash;
          settle();
        }).catch(fail);
      },
      cancelled: ({ run: of }) => {
        if (of !== run) return;
        setState("idle");
        notes.tsne = stoppedNote(progress);
        tsneHash = undefined;
        status.textContent = "t-SNE was stopped.";
        settle();
      },
      failed: ({ message, hint }) => {
        setState("idle");
        fail(new WeftError("runtime", message, hint));
      },
    } satisfies { [Kind in News["kind"]]: (news: Extract<News, { kind: Kind }>) => void } as Record<
      string,
      (news: News) => void
    >)[news.kind]!(news);
  }

  function setState(next: typeof state): void {
    state = next;
    controls.showState(state, share, state === "paused" ? `Paused. ${progress}` : progress);
  }
  function startRun(perplexity: number): void {
    problem.replaceChildren();
    share = 0, progress = "Finding neighbours", began = performance.now(), followed = true;
    coordinates = undefined, tsneHash = undefined;
    run = cartographer.tsne(perplexity);
    setState("running");
    notes.tsne = `t-SNE with perplexity ${perplexity} is being made.`;
    status.textContent = `Making a map by t-SNE with perplexity ${perplexity}.`;
    made.replaceChildren(notes.tsne);
  }
  function showMethod(next: Method): void {
    method = next, followed = false;
    label();
    show(next, GLIDE.maps);
    settle();
  }
  function show(which: Method, milliseconds: number, ease = true): void {
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stage.show(maps[which]!, reduced ? 0 : milliseconds, ease);
    controls.showMethod(which, maps.tsne !== undefined);
  }
  /** Says what the map that is shown is, in words and tables. */
  function settle(): void {
    label();
    const note = notes[method];
    made.replaceChildren(note);
    if (method === "tsne" && tsneHash) {
      const code = element(
        "code",
        { "data-hash": tsneHash, title: tsneHash },
        tsneHash.slice(0, 16),
      );
      made.append(
        " SHA-256 of its coordinates: ",
        code,
        ", the same in every browser, Deno and Node.",
      );
    }
    if (state === "idle" || method === "pca") describe(method, note);
  }
  async function describe(which: Method, note: string): Promise<void> {
    const positions = maps[which]!;
    const summary = await cartographer.summary(positions, labels, classes.length);
    if (method === which && maps[which] === positions) {
      facts.show(note.replace(/\.\s*$/, ""), positions, summary);
    }
  }

  /** t-SNE begins when the reader sees the stage, unless they asked for less motion. */
  function startWhenSeen(): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      if (run === 0) startRun(controls.perplexity());
    }, { threshold: 0.4 });
    observer.observe(stagePlace);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  return {
    get coordinates() {
      return coordinates;
    },
    placeOf: stage.placeOf,
  };
}
