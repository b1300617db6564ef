// This module is browser compatible.
import type { Classified } from "../../inference/client.ts";
import type { Picture } from "../../picture.ts";
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";
import type { Cartographer } from "./cartographer.ts";
import { type Neighbour, placeAmong } from "./neighbours.ts";
import { describeImage, nameOf, type Points, tally } from "./selection.ts";
import type { Stage } from "./stage.ts";

/** What the reader looks at: an image that they selected, and their own picture. */
export interface Subjects {
  /** The two of them, described beside the map. */
  readonly roots: readonly HTMLElement[];
  /** The image that is selected. */
  readonly selected: number | undefined;
  select(point: number | undefined): void;
}

/** What the subjects are looked up in, and shown on. */
export interface SubjectsOptions {
  readonly points: Points;
  readonly stage: Stage;
  readonly cartographer: Cartographer;
  readonly picture: Picture;
  /** The logits and the features of a picture. */
  readonly embed: (image: Uint8Array) => Promise<Classified>;
  /** Announces what was selected; an empty text where nothing is. */
  readonly say: (text: string) => void;
  readonly fail: (error: unknown) => void;
}

/** Neighbours that are looked for. */
const NEIGHBOURS = 10;

/**
 * Shows that nothing is selected, and the reader's picture where there is one, until `signal`
 * aborts.
 */
export function createSubjects(
  { points, stage, cartographer, picture, embed, say, fail }: SubjectsOptions,
  signal: AbortSignal,
): Subjects {
  const { labels, classes } = points;
  const chosen = element("div", { class: "chosen" });
  const own = element("div", { class: "own" });
  let selected: number | undefined;

  function select(point: number | undefined): void {
    selected = point;
    stage.mark({ selected: point, neighbours: [] });
    describe(undefined);
    say("");
    if (point === undefined) return;
    stage.reveal(stage.positions[2 * point]!, stage.positions[2 * point + 1]!);
    cartographer.neighbours(point, NEIGHBOURS).then((neighbours) => {
      if (selected !== point) return;
      stage.mark({ neighbours: neighbours.map((each) => each.point) });
      describe(neighbours);
      say(`${nameOf(points, point)}. Nearest: ${tally(points, neighbours)}.`);
    }).catch(fail);
  }

  /** Describes the selected image, with its neighbours as soon as they are known. */
  function describe(neighbours: readonly Neighbour[] | undefined): void {
    chosen.replaceChildren(
      selected === undefined
        ? element(
          "p",
          { class: "note" },
          "Select a dot to see its image and its nearest neighbours.",
        )
        : describeImage(points, {
          image: points.image(selected),
          title: classes[labels[selected]!]!,
          lines: [
            `Test image ${selected}`,
            neighbours ? `Nearest: ${tally(points, neighbours)}` : "",
          ],
          neighbours,
        }, select),
    );
  }

  function showPicture(image: Uint8Array | undefined): void {
    if (image) return void placePicture(image).catch(fail);
    stage.mark({ picture: undefined });
    own.replaceChildren();
  }
  async function placePicture(image: Uint8Array): Promise<void> {
    const { embedding } = await embed(image);
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

  describe(undefined);
  picture.onChange(showPicture, signal);
  showPicture(picture.image);
  return {
    roots: [chosen, own],
    get selected() {
      return selected;
    },
    select,
  };
}
