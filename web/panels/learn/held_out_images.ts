// This module is browser compatible.
import { drawGarment, garmentCanvas, imageAt } from "../garment.ts";

/** A few held-out images and what the network takes them for. */
export interface Exam {
  /** Draws the images again: the colours of the page have changed. */
  repaint(): void;
  /** Shows the answers of the present network: class numbers of all held-out images. */
  show(answers: Uint8Array): void;
}

/** The images that are held out. */
export interface HeldOut {
  /** [count,28,28], light on black. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
}

/** Images that are shown. */
const SHOWN = 20;

/** Puts images into `place`, those of each class in turn; answers come later. */
export function createExam(place: HTMLElement, { images, labels, classes }: HeldOut): Exam {
  const picked = pick(labels, classes.length);
  const list = document.createElement("ol");
  list.setAttribute("aria-label", "Held-out images and what the network takes them for");
  const items = picked.map((image) => {
    const item = document.createElement("li");
    const answer = document.createElement("span");
    answer.textContent = "?";
    item.append(garmentCanvas(imageAt(images, image)), answer);
    list.append(item);
    return { item, answer, image };
  });
  place.replaceChildren(list);
  return {
    repaint() {
      for (const { item, image } of items) {
        drawGarment(item.querySelector("canvas")!, imageAt(images, image));
      }
    },
    show(answers) {
      for (const { item, answer, image } of items) {
        const given = answers[image]!, right = given === labels[image];
        item.className = right ? "is-right" : "is-wrong";
        answer.textContent = right
          ? classes[given]!
          : `${classes[given]}, but it is: ${classes[labels[image]!]}`;
      }
    },
  };
}

/** The first images of each class, one class after the other, until there are enough. */
function pick(labels: Uint8Array, classes: number): number[] {
  const each = Math.ceil(SHOWN / classes);
  return Array.from({ length: classes }, (_, label) => {
    const found: number[] = [];
    for (let i = 0; i < labels.length && found.length < each; i++) {
      if (labels[i] === label) found.push(i);
    }
    return found;
  }).flat();
}
