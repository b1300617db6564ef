// This module is browser compatible.
import { IMAGE_PIXELS } from "../../../data/image.ts";
import type { Assets } from "../../assets.ts";
import { showProblem } from "../../problem.ts";
import { onThemeChange } from "../../theme.ts";
import { paintImage } from "./paint.ts";

/** The number of images in the list. */
const LISTED = 20;

/** An image of the test split. */
export interface TestImage {
  readonly index: number;
  /** [28,28]. */
  readonly image: Uint8Array;
  readonly label: number;
}

/**
 * Makes a list of random test images, of all classes or of one.
 *
 * @param place The element that the list is put into.
 * @param onPick Called with the image that the user picks.
 * @param signal Removes the listeners.
 */
export function createImagePicker(
  place: Element,
  assets: Assets,
  onPick: (image: TestImage) => void,
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
  let listed: TestImage[] = [];

  const draw = () => {
    const focused = [...thumbs.children].indexOf(document.activeElement!);
    thumbs.replaceChildren(...listed.map((picked) => {
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
  const list = (work: Promise<TestImage[]>) =>
    work.then((images) => {
      if (signal.aborted) return;
      problem.replaceChildren();
      listed = images;
      draw();
    }).catch((error) => showProblem(problem, error));
  const shuffle = () => list(drawRandom(assets, select.value));

  place.querySelector(".shuffle")!.addEventListener("click", shuffle, { signal });
  select.addEventListener("change", shuffle, { signal });
  onThemeChange(draw, signal);
  // The first images are those of the cloth, which are loaded already. The file with all images is
  // fetched when the user shuffles.
  list((async () => {
    const [images, labels] = await Promise.all([assets.cover(), assets.labels()]);
    return cover.indices.slice(0, LISTED).map((index, i) => ({
      index,
      image: images.subarray(IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1)),
      label: labels[index]!,
    }));
  })());
}

/** Draws images at random, of a class or of all. */
async function drawRandom(assets: Assets, label: string): Promise<TestImage[]> {
  const [images, labels] = await Promise.all([assets.images(), assets.labels()]);
  const left: number[] = [];
  labels.forEach((each, i) => {
    if (label === "" || each === Number(label)) left.push(i);
  });
  const chosen: TestImage[] = [];
  while (chosen.length < LISTED && left.length > 0) {
    const [index] = left.splice(Math.floor(Math.random() * left.length), 1);
    const image = images.subarray(IMAGE_PIXELS * index!, IMAGE_PIXELS * (index! + 1));
    chosen.push({ index: index!, image, label: labels[index!]! });
  }
  return chosen;
}
