// This module is browser compatible.
import { drawGarment, garmentCanvas, imageAt } from "../garment.ts";

/** A list of held-out images with the classes that the model predicts. */
export interface HeldOutImages {
  /** Draws the images in the colours of the current theme. */
  repaint(): void;
  /** Shows predicted classes, one for each held-out image. */
  show(predictions: Uint8Array): void;
}

/** The images that are held out from training. */
export interface HeldOutSet {
  /** [count,28,28], light on black. */
  readonly images: Uint8Array;
  /** [count]. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
}

/** The number of images in the list. */
const LISTED = 20;

/** Lists some images of each class in `place`, without predictions. */
export function createHeldOutImages(
  place: HTMLElement,
  { images, labels, classes }: HeldOutSet,
): HeldOutImages {
  const list = document.createElement("ol");
  list.setAttribute("aria-label", "Held-out images and their predicted classes");
  const items = firstOfEachClass(labels, classes.length).map((index) => {
    const item = document.createElement("li");
    const prediction = document.createElement("span");
    prediction.textContent = "?";
    item.append(garmentCanvas(imageAt(images, index)), prediction);
    list.append(item);
    return { item, prediction, index };
  });
  place.replaceChildren(list);
  return {
    repaint() {
      for (const { item, index } of items) {
        drawGarment(item.querySelector("canvas")!, imageAt(images, index));
      }
    },
    show(predictions) {
      for (const { item, prediction, index } of items) {
        const predicted = predictions[index]!, label = labels[index]!;
        const isRight = predicted === label;
        item.className = isRight ? "is-right" : "is-wrong";
        prediction.textContent = isRight
          ? classes[predicted]!
          : `${classes[predicted]}, labelled ${classes[label]}`;
      }
    },
  };
}

/** The indices of the first images of each class, sorted by class. */
function firstOfEachClass(labels: Uint8Array, classes: number): number[] {
  const each = Math.ceil(LISTED / classes);
  return Array.from({ length: classes }, (_, label) => {
    const found: number[] = [];
    for (let i = 0; i < labels.length && found.length < each; i++) {
      if (labels[i] === label) found.push(i);
    }
    return found;
  }).flat();
}
