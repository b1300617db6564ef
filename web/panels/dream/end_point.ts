// This module is browser compatible.
import type { Picture } from "../../picture.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import type { DreamContext } from "./context.ts";

/** An end point of the interpolation: a garment that the user chooses. */
export interface EndPoint {
  readonly root: HTMLElement;
  /** A copy of the chosen image, [28, 28]; `undefined` while nothing is chosen. */
  image(): Uint8Array | undefined;
  /** The name of the chosen image. */
  name(): string;
  /** Chooses an image of a class, or of the first class when no class has this name. */
  choose(className: string): void;
}

/** The value of the option for the user's own picture. */
const OWN = "own";

/**
 * Builds the choice of a garment: a class and a test image of it, or the user's own picture.
 *
 * @param which The position of the end point, for its labels.
 * @param onChange Called when another image is chosen.
 */
export function createEndPoint(
  { images, labels, classes, random, signal }: DreamContext,
  which: "first" | "second",
  picture: Picture,
  onChange: () => void,
): EndPoint {
  let chosen: Uint8Array | undefined;
  let name = "";
  const canvas = element("canvas", { class: "garment", role: "img" });
  const id = `weft-dream-${which}`;
  const select = element("select", { id });
  classes.forEach((each, label) => select.append(element("option", { value: label }, each)));
  const ownOption = element("option", { value: OWN }, "Your picture");
  const another = element("button", { type: "button" }, "Another");

  function setImage(image: Uint8Array, imageName: string): void {
    chosen = image.slice();
    name = imageName;
    canvas.setAttribute("aria-label", `The ${which} garment: ${imageName}`);
    drawGarment(canvas, chosen);
    onChange();
  }
  function chooseImage(): void {
    another.disabled = select.value === OWN;
    if (select.value === OWN) {
      if (picture.image) setImage(picture.image, "your picture");
      return;
    }
    const label = Number(select.value);
    const candidates = [...labels.keys()].filter((index) => labels[index] === label);
    if (candidates.length === 0) return;
    const index = candidates[random.below(candidates.length)]!;
    setImage(imageAt(images, index), `${classes[label]}, test image ${index}`);
  }
  select.addEventListener("change", chooseImage);
  another.addEventListener("click", chooseImage);
  const updateOwnOption = (image: Uint8Array | undefined) => {
    if (image === undefined) {
      ownOption.remove();
      if (chosen) chooseImage();
    } else {
      if (!ownOption.isConnected) select.append(ownOption);
      if (select.value === OWN) chooseImage();
    }
  };
  picture.onChange(updateOwnOption, signal);
  if (picture.image) select.append(ownOption);
  onThemeChange(() => {
    if (chosen) drawGarment(canvas, chosen);
  }, signal);

  return {
    root: element(
      "div",
      { class: "end-point" },
      canvas,
      element("label", { for: id }, which === "first" ? "From" : "To"),
      select,
      another,
    ),
    image: () => chosen,
    name: () => name,
    choose(className) {
      select.value = String(Math.max(0, classes.indexOf(className)));
      chooseImage();
    },
  };
}
