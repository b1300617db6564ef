// This module is browser compatible.
import type { PanelEntry } from "../../web/panel.ts";

/**
 * Fills the page's template: a section for each panel and a link to it, so that the page has its
 * shape before any script has run.
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

/** Threads of a mark each way: every draft repeats in eight. */
const THREADS = 8;

/** A weaver's draft: squares where a thread of the warp lies above, repeated to eight each way. */
function draftMark(draft: readonly string[]): string {
  const squares: string[] = [];
  for (let y = 0; y < THREADS; y++) {
    for (let x = 0; x < THREADS; x++) {
      const row = draft[y % draft.length]!;
      if (row[x % row.length] === "#") squares.push(`M${x} ${y}h1v1h-1z`);
    }
  }
  return `<svg class="draft" viewBox="0 0 ${THREADS} ${THREADS}" aria-hidden="true"><path d="${
    squares.join("")
  }"/></svg>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
