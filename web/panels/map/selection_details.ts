// This module is browser compatible.
import type { ClassifierOutputs } from "../../inference/client.ts";
import type { Picture } from "../../picture.ts";
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";
import { createImageCard } from "./image_card.ts";
import { type Neighbour, placeAmong } from "./neighbours.ts";
import type { Plot } from "./plot.ts";
import { countByClass, nameOf, type Points } from "./points.ts";
import type { MapWorker } from "./worker_client.ts";

/** The cards beside the map: the selected image and the user's own picture. */
export interface SelectionDetails {
  readonly roots: readonly HTMLElement[];
  /** The selected point; `undefined` while none is selected. */
  readonly selected: number | undefined;
  select(point: number | undefined): void;
}

/** The parts of the panel that the cards use. */
export interface SelectionDetailsOptions {
  readonly points: Points;
  readonly plot: Plot;
  readonly worker: MapWorker;
  readonly picture: Picture;
  /** Computes the embedding of a picture. */
  readonly embed: (image: Uint8Array) => Promise<ClassifierOutputs>;
  /** Announces the selection; the text is empty where nothing is selected. */
  readonly announce: (text: string) => void;
  readonly showError: (error: unknown) => void;
}

/** The number of neighbours of an image. */
const NEIGHBOURS = 10;

/** Makes the cards; they follow the user's picture until `signal` aborts. */
export function createSelectionDetails(
  { points, plot, worker, picture, embed, announce, showError }: SelectionDetailsOptions,
  signal: AbortSignal,
): SelectionDetails {
  const { labels, classes } = points;
  const selection = element("div", { class: "selection" });
  const own = element("div", { class: "own" });
  let selected: number | undefined;

  function select(point: number | undefined): void {
    selected = point;
    plot.mark({ selected: point, neighbours: [] });
    showSelected(undefined);
    announce("");
    if (point === undefined) return;
    plot.reveal(plot.positions[2 * point]!, plot.positions[2 * point + 1]!);
    worker.neighbours(point, NEIGHBOURS).then((neighbours) => {
      if (selected !== point) return;
      plot.mark({ neighbours: neighbours.map((each) => each.point) });
      showSelected(neighbours);
      announce(`${nameOf(points, point)}. Nearest: ${countByClass(points, neighbours)}.`);
    }).catch(showError);
  }

  /** Shows the card of the selected image; the neighbours follow when they are known. */
  function showSelected(neighbours: readonly Neighbour[] | undefined): void {
    if (selected === undefined) {
      const hint = "Select a dot to see its image and its nearest neighbours.";
      return selection.replaceChildren(element("p", { class: "note" }, hint));
    }
    selection.replaceChildren(createImageCard(points, {
      image: points.image(selected),
      title: classes[labels[selected]!]!,
      lines: [
        `Test image ${selected}`,
        neighbours ? `Nearest: ${countByClass(points, neighbours)}` : "",
      ],
      neighbours,
    }, select));
  }

  function showPicture(image: Uint8Array | undefined): void {
    if (image) return void placePicture(image).catch(showError);
    plot.mark({ picture: undefined });
    own.replaceChildren();
  }
  async function placePicture(image: Uint8Array): Promise<void> {
    const { embedding } = await embed(image);
    const neighbours = await worker.nearest(embedding!, NEIGHBOURS);
    if (picture.image !== image || signal.aborted) return;
    const canvas = element("canvas");
    drawGarment(canvas, image);
    plot.mark({ picture: { canvas, neighbours } });
    const reveal = () => {
      plot.reveal(...placeAmong(neighbours, plot.positions));
      plot.surface.focus();
    };
    own.replaceChildren(createImageCard(points, {
      image,
      title: "Your picture",
      lines: [
        `Nearest: ${countByClass(points, neighbours)}`,
        `It is drawn at the mean of the positions of these ${neighbours.length} images, weighted ` +
        "by distance. The map is not computed again: t-SNE cannot map new points.",
      ],
      neighbours,
      action: ["Show it on the map", reveal],
    }, select));
  }

  showSelected(undefined);
  picture.onChange(showPicture, signal);
  showPicture(picture.image);
  return {
    roots: [selection, own],
    get selected() {
      return selected;
    },
    select,
  };
}
