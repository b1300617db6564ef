// This module is browser compatible.
import type { PanelEntry } from "../panel.ts";

/**
 * Fills the page's template: a section for each panel and a link to it, so that the page has its shape before any script
 * has run.
 *
 * @param template HTML with the marks `<!-- sections -->` and `<!-- links -->`.
 *
 * @example
 * ```ts
 * const html = documentOf("<main><!-- sections --></main>", []);
 * console.assert(html === "<main></main>");
 * ```
 */
export function documentOf(template: string, panels: readonly PanelEntry[]): string {
  const links = panels.map(({ id, title }) => `<li><a href="#${id}">${escape(title)}</a></li>`);
  const sections = panels.map(({ id, title, lede, draft }) =>
    `<section id="${id}" data-panel="${id}" aria-labelledby="${id}-title">
  <header class="section-head">
    ${draftMark(draft)}
    <h2 id="${id}-title">${escape(title)}</h2>
    <p class="lede">${escape(lede)}</p>
  </header>
  <div class="panel" aria-busy="true"></div>
</section>`
  );
  return template.replace("<!-- links -->", links.join("")).replace(
    "<!-- sections -->",
    sections.join("\n"),
  );
}

/** A weaver's draft: squares where a thread of the warp lies above, repeated twice each way. */
function draftMark(draft: readonly string[]): string {
  const rows = draft.length, columns = draft[0]?.length ?? 0;
  const squares: string[] = [];
  for (let y = 0; y < 2 * rows; y++) {
    for (let x = 0; x < 2 * columns; x++) {
      if (draft[y % rows]![x % columns] === "#") squares.push(`M${x} ${y}h1v1h-1z`);
    }
  }
  return `<svg class="draft" viewBox="0 0 ${2 * columns} ${2 * rows}" aria-hidden="true"><path d="${
    squares.join("")
  }"/></svg>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
