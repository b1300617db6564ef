// This module is browser compatible.
import type { PanelEntry } from "../../web/panel.ts";
import { CONTENT_SECURITY_POLICY } from "./content_security_policy.ts";

/**
 * Fills the template of the page with its content security policy, and with a section and a link
 * for each panel. The page has its layout before any script runs.
 *
 * @param template HTML with the comments `<!-- policy -->`, `<!-- links -->` and
 * `<!-- sections -->`.
 *
 * @example
 * ```ts
 * const html = pageHtml("<main><!-- sections --></main>", []);
 * console.assert(html === "<main></main>");
 * ```
 */
export function pageHtml(template: string, panels: readonly PanelEntry[]): string {
  const links = panels.map(({ id, title }) => `<li><a href="#${id}">${escape(title)}</a></li>`);
  const sections = panels.map(({ id, title, introduction, weave }) =>
    `<section id="${id}" data-panel="${id}" aria-labelledby="${id}-title">
  <header class="section-head">
    ${weaveMark(weave)}
    <h2 id="${id}-title">${escape(title)}</h2>
    <p class="introduction">${escape(introduction)}</p>
  </header>
  <div class="panel" aria-busy="true"></div>
</section>`
  );
  const policy = `<meta http-equiv="Content-Security-Policy" content="${
    escape(CONTENT_SECURITY_POLICY)
  }">`;
  return template
    .replace("<!-- policy -->", policy)
    .replace("<!-- links -->", links.join(""))
    .replace("<!-- sections -->", sections.join("\n"));
}

/** Threads of a mark in each direction. */
const THREADS = 8;

/**
 * Draws the mark of a section: a square for each warp thread on top, the weave repeated to 8 x 8.
 */
function weaveMark(weave: readonly string[]): string {
  const squares: string[] = [];
  for (let y = 0; y < THREADS; y++) {
    for (let x = 0; x < THREADS; x++) {
      const row = weave[y % weave.length]!;
      if (row[x % row.length] === "#") squares.push(`M${x} ${y}h1v1h-1z`);
    }
  }
  return `<svg class="weave" viewBox="0 0 ${THREADS} ${THREADS}" aria-hidden="true"><path d="${
    squares.join("")
  }"/></svg>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
