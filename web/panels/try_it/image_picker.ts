// This module is browser compatible.
import type { Assets } from "../../assets.ts";
import { showProblem } from "../../problem.ts";
import { onThemeChange } from "../../theme.ts";
import { paintImage } from "./paint.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** Images that can be picked from at a time. */
const SHOWN = 20;

/** An image of the test set. */
export interface Picked {
  readonly index: number;
  /** [28,28]. */
  readonly image: Uint8Array;
  readonly label: number;
}

/**
 * Makes the strip of test images: a few of every class, shuffled or of one class when asked.
 *
 * @param place The element that it is put into.
 * @param onPick Called with the image that was chosen.
 * @param signal Ends it.
 */
export function createPicker(
  place: Element,
  assets: Assets,
  onPick: (picked: Picked) => void,
  signal: AbortSignal,
): void {
  const { classes, cover } = assets.manifest;
  const count = assets.manifest.images.count.toLocaleString("en-US");
  place.innerHTML = `<div class="picker-head"><h3>From ${count} test images</h3>
    <label>Class <select><option value="">all</option>${
    classes.map((_, i) => `<option value="${i}"></option>`).join("")
  }</select></label>
    <button type="button" class="quiet shuffle">Shuffle</button></div>
    <div class="thumbs"></div><div class="picker-problem"></div>`;
  const select = place.querySelector("select")!;
  classes.forEach((name, i) => select.options[i + 1]!.textContent = name);
  const thumbs = place.querySelector(".thumbs")!;
  const problem = place.querySelector(".picker-problem")!;
  let shown: Picked[] = [];

  const draw = () => {
    const focused = [...thumbs.children].indexOf(document.activeElement!);
    thumbs.replaceChildren(...shown.map((picked) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "thumb";
      button.dataset.index = String(picked.index);
      button.ariaLabel = `${classes[picked.label]}, test image ${picked.index}`;
      button.title = button.ariaLabel;
      const canvas = document.createElement("canvas");
      paintImage(canvas, picked.image);
      button.append(canvas);
      button.addEventListener("click", () => {
        for (const other of thumbs.children) other.removeAttribute("aria-pressed");
        button.setAttribute("aria-pressed", "true");
        onPick(picked);
      });
      return button;
    }));
    (thumbs.children[focused] as HTMLElement | undefined)?.focus();
  };
  const attempt = (work: Promise<Picked[]>) =>
    work.then((picked) => {
      if (signal.aborted) return;
      problem.replaceChildren();
      shown = picked;
      draw();
    }).catch((error) => showProblem(problem, error));
  const shuffle = () => attempt(choose(assets, select.value));

  place.querySelector(".shuffle")!.addEventListener("click", shuffle, { signal });
  select.addEventListener("change", shuffle, { signal });
  onThemeChange(draw, signal);
  // The images of the cloth are here already; all others are only fetched when somebody wants them.
  attempt((async () => {
    const [images, labels] = await Promise.all([assets.cover(), assets.labels()]);
    return cover.indices.slice(0, SHOWN).map((index, i) => ({
      index,
      image: images.subarray(IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1)),
      label: labels[index]!,
    }));
  })());
}

/** Draws lots among the images of a class, or of all. */
async function choose(assets: Assets, label: string): Promise<Picked[]> {
  const [images, labels] = await Promise.all([assets.images(), assets.labels()]);
  const left: number[] = [];
  labels.forEach((of, i) => {
    if (label === "" || of === Number(label)) left.push(i);
  });
  const chosen: Picked[] = [];
  while (chosen.length < SHOWN && left.length > 0) {
    const [index] = left.splice(Math.floor(Math.random() * left.length), 1);
    const image = images.subarray(IMAGE_PIXELS * index!, IMAGE_PIXELS * (index! + 1));
    chosen.push({ index: index!, image, label: labels[index!]! });
  }
  return chosen;
}
