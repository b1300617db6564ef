// This module is browser compatible.

/**
 * What the page does when it is opened: looks, cloth, and panels as they come into view.
 *
 * @module
 */

import { type Assets, openAssets } from "./assets.ts";
import { showCloth } from "./cloth/show_cloth.ts";
import { createInference } from "./inference/client.ts";
import type { Panel, PanelEntry } from "./panel.ts";
import { PANELS } from "./panels.ts";
import { createPicture } from "./picture.ts";
import { showProblem } from "./problem.ts";
import { onThemeChange, restoreTheme, themeName, toggleTheme } from "./theme.ts";

/** What all panels get. */
type Shared = Pick<Panel, "assets" | "inference" | "picture">;

restoreTheme();
const toggle = document.querySelector<HTMLButtonElement>("#theme")!;
const nameToggle = () => toggle.textContent = themeName() === "dark" ? "Light" : "Dark";
toggle.addEventListener("click", toggleTheme);
onThemeChange(nameToggle, new AbortController().signal);
nameToggle();

/** Opened once; when that fails, each section says so. */
const shared: Promise<Shared> = openAssets(document.baseURI).then((assets) => {
  describe(assets);
  // All scripts of the site lie in one folder.
  const worker = new Worker(new URL("./inference_worker.js", import.meta.url), { type: "module" });
  return { assets, inference: createInference(assets, worker), picture: createPicture() };
});
shared.then(({ assets }) => showCloth(document.querySelector<HTMLCanvasElement>("#cloth")!, assets))
  .catch(() => {
    // Without its cloth the page is whole; what is wrong is said where it matters.
  });

/** Sections become panels shortly before they can be seen. */
const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    const entry = PANELS.find(({ id }) => id === (target as HTMLElement).dataset.panel)!;
    const place = target.querySelector(".panel")!;
    open(entry, place).catch((error) => showProblem(place, error)).finally(() =>
      place.removeAttribute("aria-busy")
    );
  }
}, { rootMargin: "400px" });
document.querySelectorAll("[data-panel]").forEach((section) => observer.observe(section));

async function open({ tag, load }: PanelEntry, place: Element): Promise<void> {
  const [PanelClass, given] = await Promise.all([load(), shared]);
  if (!customElements.get(tag)) customElements.define(tag, PanelClass);
  place.replaceChildren(Object.assign(new PanelClass(), given));
}

/** Says where pictures and models come from. */
function describe({ manifest: { dataset, images, models, weft } }: Assets): void {
  const runs = new Set(Object.values(models).map(({ run }) => run));
  const count = images.count.toLocaleString("en-US");
  document.querySelector("#provenance")!.textContent =
    `${count} test images: ${dataset.title}. Models of the ${runs.size === 1 ? "run" : "runs"} ${
      [...runs].join(", ")
    }. weft ${weft}.`;
  document.querySelector<HTMLElement>("#synthetic")!.hidden = !dataset.synthetic;
}
