// This module is browser compatible.
import type { Picture } from "../../picture.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import type { Studio } from "./context.ts";

/** An end of the way: a garment that the reader chooses. */
export interface End {
  readonly root: HTMLElement;
  /** [28, 28], a copy; `undefined` while nothing is chosen. */
  image(): Uint8Array | undefined;
  /** What is on it. */
  name(): string;
  /** Chooses the next image of a class, or of the first class where there is none of that name. */
  choose(className: string): void;
}

const OWN = "own";

/**
 * Builds the choice of a garment: a class and which of it, or the reader's own picture.
 *
 * @param which Which end it is, for its labels.
 * @param change Called when another image is chosen.
 */
export function createEnd(
  { images, labels, classes, random, signal }: Studio,
  which: "first" | "second",
  picture: Picture,
  change: () => void,
): End {
  let chosen: Uint8Array | undefined;
  let name = "";
  const canvas = element("canvas", { class: "garment", role: "img" });
  const id = `weft-dream-${which}`;
  const select = element("select", { id });
  classes.forEach((each, label) => select.append(element("option", { value: label }, each)));
  const own = element("option", { value: OWN }, "Your picture");
  const another = element("button", { type: "button" }, "Another");

  function take(image: Uint8Array, called: string): void {
    chosen = image.slice();
    name = called;
    canvas.setAttribute("aria-label", `The ${which} garment: ${called}`);
    drawGarment(canvas, chosen);
    change();
  }
  function choose(): void {
    another.disabled = select.value === OWN;
    if (select.value === OWN) {
      if (picture.image) take(picture.image, "your picture");
      return;
    }
    const label = Number(select.value);
    const own = [...labels.keys()].filter((index) => labels[index] === label);
    if (own.length === 0) return;
    const index = own[random.below(own.length)]!;
    take(imageAt(images, index), `${classes[label]}, test image ${index}`);
  }
  select.addEventListener("change", choose);
  another.addEventListener("click", choose);
  const offerOwn = (image: Uint8Array | undefined) => {
    if (image === undefined) {
      own.remove();
      if (chosen) choose();
    } else {
      if (!own.isConnected) select.append(own);
      if (select.value === OWN) choose();
    }
  };
  picture.onChange(offerOwn, signal);
  if (picture.image) select.append(own);
  onThemeChange(() => {
    if (chosen) drawGarment(canvas, chosen);
  }, signal);

  return {
    root: element(
      "div",
      { class: "garment-end" },
      canvas,
      element("label", { for: id }, which === "first" ? "From" : "To"),
      select,
      another,
    ),
    image: () => chosen,
    name: () => name,
    choose(className) {
      select.value = String(Math.max(0, classes.indexOf(className)));
      choose();
    },
  };
}
