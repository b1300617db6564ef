// This module is browser compatible.

/**
 * The entry of the page: sets the theme, draws the cloth, and loads each panel when it comes into
 * view.
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

/** The properties that the page sets on every panel. */
type PanelProperties = Pick<Panel, "assets" | "inference" | "picture">;

restoreTheme();
const toggle = document.querySelector<HTMLButtonElement>("#theme")!;
const labelToggle = () => toggle.textContent = themeName() === "dark" ? "Light" : "Dark";
toggle.addEventListener("click", toggleTheme);
onThemeChange(labelToggle, new AbortController().signal);
labelToggle();

/**
 * Starts before any data are there: fetching and compiling WebAssembly takes longest. All scripts
 * of the site are in one folder.
 */
const worker = new Worker(new URL("./inference_worker.js", import.meta.url), { type: "module" });

const opening = openAssets(document.baseURI);
const inference = createInference(opening, worker);

/** Opens the data once; when that fails, every section shows the error. */
const properties: Promise<PanelProperties> = opening.then((assets) => {
  showSources(assets);
  return { assets, inference, picture: createPicture() };
});
properties.then(({ assets }) =>
  showCloth(document.querySelector<HTMLCanvasElement>("#cloth")!, assets)
)
  .catch(() => {
    // The cloth is decoration: the sections show the error.
  });

/** Opens the panel of a section shortly before it comes into view. */
const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    const entry = PANELS.find(({ id }) => id === (target as HTMLElement).dataset.panel)!;
    const place = target.querySelector(".panel")!;
    openPanel(entry, place).catch((error) => showProblem(place, error)).finally(() =>
      place.removeAttribute("aria-busy")
    );
  }
}, { rootMargin: "400px" });
document.querySelectorAll("[data-panel]").forEach((section) => observer.observe(section));

async function openPanel({ tag, load }: PanelEntry, place: Element): Promise<void> {
  const [PanelClass, values] = await Promise.all([load(), properties]);
  if (!customElements.get(tag)) customElements.define(tag, PanelClass);
  place.replaceChildren(Object.assign(new PanelClass(), values));
}

/** Shows the data set and the runs below the page. */
function showSources({ manifest: { dataset, images, models, weft } }: Assets): void {
  const runs = new Set(Object.values(models).map(({ run }) => run));
  const count = images.count.toLocaleString("en-US");
  document.querySelector("#provenance")!.textContent =
    `${count} test images: ${dataset.title}. Models of the ${runs.size === 1 ? "run" : "runs"} ${
      [...runs].join(", ")
    }. Built with weft ${weft}.`;
  document.querySelector<HTMLElement>("#synthetic")!.hidden = !dataset.synthetic;
}
