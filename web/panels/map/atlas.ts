// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { Classified } from "../../inference/client.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import { type News, startCartographer } from "./cartographer.ts";
import { hoverCard } from "./hover_card.ts";
import { createFacts } from "./facts.ts";
import { hashOf } from "./hash.ts";
import { createLegend } from "./legend.ts";
import { type Neighbour, placeAmong } from "./neighbours.ts";
import { normalize } from "./normalize.ts";
import { createRunControls, type Method } from "./run_controls.ts";
import { describeImage, nameOf, type Points, tally } from "./selection.ts";
import { createStage } from "./stage.ts";
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
}

/** Neighbours that are looked for. */
const NEIGHBOURS = 10;
/** Milliseconds in which points glide: between two maps, and from one snapshot of t-SNE to the next, 100 ms later. */
const GLIDE = { maps: 1100, snapshot: 130 };

type Subject =
  | { readonly kind: "image"; readonly point: number; readonly neighbours?: readonly Neighbour[] }
  | undefined;

/** Builds the panel and starts its worker. */
export function openAtlas(host: HTMLElement, data: AtlasData, signal: AbortSignal): Atlas {
  const { images, labels, classes, features, dimensions, picture } = data;
  const count = labels.length;
  const points: Points = { labels, classes, image: (point) => imageAt(images, point) };
  const counts = classes.map((_, label) => labels.reduce((n, own) => n + Number(own === label), 0));
  const maps: { pca?: Float32Array; tsne?: Float32Array } = {};
  let coordinates: Float32Array | undefined;
  let method: Method = "pca";
  let run = 0, state: "idle" | "running" | "paused" = "idle", share = 0, progress = "";
  let began = 0;
  let subject: Subject;

  const status = element("p", { class: "status", role: "status" });
  const problem = element("div", { class: "problems" });
  const made = element("p", { class: "note made" });
  const stagePlace = element("div", { class: "stage" });
  const chosen = element("div", { class: "chosen" });
  const own = element("div", { class: "own" });
  const keys = element(
    "p",
    { class: "note keys", id: "weft-map-keys" },
    "Drag or arrow keys move the map; + and −, pinch, or the wheel once it has the focus, zoom; 0 shows all of it. " +
      "Enter selects the image in the middle, Shift and an arrow the next one that way, Escape none.",
  );
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
  const facts = createFacts(points, select);
  host.append(
    controls.root,
    problem,
    element(
      "div",
      { class: "board" },
      stagePlace,
      element("div", { class: "side" }, legend.root, chosen, own),
    ),
    made,
    keys,
    facts.root,
    status,
  );
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

  function label(): void {
    const by = method === "pca" ? "PCA" : "t-SNE";
    stage.surface.setAttribute(
      "aria-label",
      `Map of ${count.toLocaleString("en")} test images by ${by}. ` +
        (subject ? `Selected: ${nameOf(points, subject.point)}. ` : "") +
        "The same facts stand in the tables below.",
    );
  }

  function hear(news: News): void {
    ({
      pca: ({ coordinates, shares }) => {
        maps.pca = normalize(coordinates);
        const percent = shares.map((each) => `${(100 * each).toFixed(1)} %`).join(" and ");
        pcaNote =
          `PCA of the ${dimensions} numbers that ${data.title} makes of each image, in the layer before ` +
          `its last: the two axes hold ${percent} of their variance.`;
        show("pca", GLIDE.maps);
        settle();
        startWhenSeen();
      },
      progress: ({ run: of, iteration, iterations, coordinates }) => {
        if (of !== run || state === "idle") return;
        share = iteration / iterations;
        progress = iteration === 0
          ? "Finding neighbours"
          : `Iteration ${iteration} of ${iterations}`;
        controls.showState(state, share, progress);
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
        const seconds = ((performance.now() - began) / 1000).toFixed(1);
        progress = `${map.iterations} iterations in ${seconds} s`;
        setState("idle");
        controls.showMethod(method, true);
        if (method === "tsne") show("tsne", GLIDE.snapshot, false);
        tsneNote = [
          `t-SNE with perplexity ${map.perplexity}: ${progress}, KL divergence ${
            map.klDivergence.toFixed(4)
          } nats.`,
          ...map.notices,
        ].join(" ");
        status.textContent = `The map by t-SNE is ready. ${tsneNote}`;
        hashOf(map.coordinates).then((hash) => {
          tsneHash = hash;
          settle();
        }).catch(fail);
      },
      cancelled: ({ run: of }) => {
        if (of !== run) return;
        setState("idle");
        tsneNote = `t-SNE was stopped at ${
          progress.toLowerCase() || "its start"
        }: this is a map that is not finished.`;
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
  let pcaNote = "", tsneNote = "", tsneHash: string | undefined;
  /** Whether the stage turns to t-SNE when its map begins: the reader asked for a run, and for nothing else since. */
  let followed = true;

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
    tsneNote = `t-SNE with perplexity ${perplexity} is being made.`;
    status.textContent = `Making a map by t-SNE with perplexity ${perplexity}.`;
    made.replaceChildren(tsneNote);
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
    const note = method === "pca" ? pcaNote : tsneNote;
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

  function select(point: number | undefined): void {
    subject = point === undefined ? undefined : { kind: "image", point };
    stage.mark({ selected: point, neighbours: [] });
    label();
    showSubject();
    if (point === undefined) {
      status.textContent = "";
      return;
    }
    stage.reveal(stage.positions[2 * point]!, stage.positions[2 * point + 1]!);
    cartographer.neighbours(point, NEIGHBOURS).then((neighbours) => {
      if (subject?.point !== point) return;
      subject = { kind: "image", point, neighbours };
      stage.mark({ neighbours: neighbours.map((each) => each.point) });
      status.textContent = `${nameOf(points, point)}. Nearest: ${tally(points, neighbours)}.`;
      showSubject();
    }).catch(fail);
  }
  function showSubject(): void {
    if (subject === undefined) {
      return chosen.replaceChildren(
        element(
          "p",
          { class: "note" },
          "Select a dot to see its image and its nearest neighbours.",
        ),
      );
    }
    const { point, neighbours } = subject;
    chosen.replaceChildren(describeImage(points, {
      image: points.image(point),
      title: classes[labels[point]!]!,
      lines: [`Test image ${point}`, neighbours ? `Nearest: ${tally(points, neighbours)}` : ""],
      neighbours,
    }, select));
  }
  showSubject();

  function showPicture(image: Uint8Array | undefined): void {
    if (image === undefined) {
      stage.mark({ picture: undefined });
      return own.replaceChildren();
    }
    placePicture(image).catch(fail);
  }
  async function placePicture(image: Uint8Array): Promise<void> {
    const { embedding } = await data.embed(image);
    const neighbours = await cartographer.nearest(embedding!, NEIGHBOURS);
    if (picture.image !== image || signal.aborted) return;
    const canvas = element("canvas");
    drawGarment(canvas, image);
    stage.mark({ picture: { canvas, neighbours } });
    const find = () => {
      stage.reveal(...placeAmong(neighbours, stage.positions));
      stage.surface.focus();
    };
    own.replaceChildren(describeImage(points, {
      image,
      title: "Your picture",
      lines: [
        `Nearest: ${tally(points, neighbours)}`,
        `It lies at the mean of the places of these ${neighbours.length} images, the nearer ones with more weight. ` +
        "The map itself is not made again: t-SNE has no rule for new points.",
      ],
      neighbours,
      action: ["Show it on the map", find],
    }, select));
  }
  picture.onChange(showPicture, signal);
  showPicture(picture.image);

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
  };
}
