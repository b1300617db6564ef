// This module is browser compatible.
import { type ClassifiedImages, figureHeading } from "./classified_images.ts";
import type { ImageGroup } from "./pages.ts";

/** The files besides pages of images that the page links to, by path. */
export interface IndexLinks {
  /** Figures with their titles; paths without an ending. */
  readonly figures: readonly (readonly [path: string, title: string])[];
  /** Tables and texts. */
  readonly files: readonly string[];
}

const STYLE = `
body { font: 15px/1.5 Inter, system-ui, sans-serif; margin: 0 auto; max-width: 1360px; \
padding: 24px; }
h1, h2 { line-height: 1.2; margin: 28px 0 4px; }
p { margin: 4px 0 12px; }
img { display: block; margin: 12px 0; max-width: 100%; height: auto; }
summary { cursor: pointer; font-weight: 600; padding: 6px 0; }
.synthetic { color: #a3123a; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  body { background: #14181d; color: #f1f4f7; }
  a { color: #6cb6f5; }
  .synthetic { color: #ff8fa9; }
}
`;

const HELP = "Click on a line to open it, and on a page to see it alone. " +
  "Every figure is there as SVG and as PNG.";

/**
 * Writes index.html, the page that shows an image set in a browser. It needs neither a network nor
 * a script. The images of a class are loaded when its line is opened.
 */
export function indexPage(
  set: ClassifiedImages,
  groups: readonly ImageGroup[],
  { figures, files }: IndexLinks,
): string {
  const { title, subtitle, synthetic } = figureHeading(set, "predictions");
  const notice = synthetic ? '<p class="synthetic">Synthetic data, drawn by code.</p>\n' : "";
  const links = files.map((path) => `<a href="${escaped(path)}">${escaped(path)}</a>`).join(" · ");
  const pictures = figures.map(([path, alt]) => picture(path, alt)).join("\n");
  const folds = groups.map(({ title, indices, mistakes, pages }) => {
    const known = mistakes === undefined ? "" : `, ${counted(mistakes, "mistake")}`;
    return `<details>
<summary>${escaped(title)}: ${counted(indices.length, "image")}${known}</summary>
${pages.map(({ path, title }) => picture(path, title)).join("\n")}
</details>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<h1>${escaped(title)}</h1>
<p>${escaped(subtitle)}</p>
${notice}<p>${links}</p>
${pictures}${pictures === "" ? "" : "\n"}<h2>All images</h2>
<p>${HELP}</p>
${folds.join("\n")}
</html>
`;
}

function picture(path: string, alt: string): string {
  const source = escaped(`${path}.svg`);
  return `<a href="${source}"><img loading="lazy" src="${source}" alt="${escaped(alt)}"></a>`;
}

function counted(count: number, what: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${digits} ${what}${count === 1 ? "" : "s"}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
