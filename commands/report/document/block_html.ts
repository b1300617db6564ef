// This module is browser compatible.

import type { Block, Figure, Inline, Table, Text } from "./document.ts";
import type { PageFigure } from "./page_figure.ts";

/** The parts of a document that its blocks refer to. */
export interface BlockParts {
  /** Figures by name. */
  readonly figures: ReadonlyMap<string, PageFigure>;
  /** The numbers of figures and tables, by `figure NAME` and `table NAME`. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The name of the chapter, which makes the ids of headings unique. */
  readonly prefix: string;
}

/** The id of a heading: `models-lenet`. */
export function headingId(prefix: string, title: string): string {
  return `${prefix}-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}`;
}

/** Writes a block as HTML. */
export function blockHtml(block: Block, parts: BlockParts): string {
  switch (block.kind) {
    case "heading": {
      const level = block.level ?? 3;
      return `<h${level} id="${headingId(parts.prefix, block.title)}">${
        escaped(block.title)
      }</h${level}>`;
    }
    case "paragraph":
      return `<p>${inline(block.text)}</p>`;
    case "list":
      return `<ul>\n${block.items.map((item) => `<li>${inline(item)}</li>`).join("\n")}\n</ul>`;
    case "command":
      return `<pre><code>${block.lines.map(escaped).join("\n")}</code></pre>`;
    case "notice":
      return `<p class="notice">${inline(block.text)}</p>`;
    case "figure":
      return figureHtml(block, parts);
    case "row":
      return `<div class="row">\n${
        block.figures.map((figure) => figureHtml(figure, parts)).join("\n")
      }\n</div>`;
    case "table":
      return tableHtml(block, parts);
  }
}

function figureHtml({ name, caption }: Figure, { figures, numbers }: BlockParts): string {
  return `<figure id="figure-${name}">
<div class="picture" tabindex="0">${figures.get(name)!.svg}</div>
<figcaption><b>Figure ${numbers.get(`figure ${name}`)}.</b> ${inline(caption)} ${
    files([["SVG", `figures/${name}.svg`], ["PNG", `figures/${name}.png`]])
  }</figcaption>
</figure>`;
}

function tableHtml({ name, caption, columns, rows }: Table, { numbers }: BlockParts): string {
  const classOf = (i: number) => columns[i]!.align === "right" ? ' class="right"' : "";
  const head = columns.map(({ title }, i) => `<th scope="col"${classOf(i)}>${escaped(title)}</th>`);
  const body = rows.map((row) =>
    `<tr>${
      row.map((cell, i) =>
        i === 0
          ? `<th scope="row"${classOf(i)}>${inline(cell)}</th>`
          : `<td${classOf(i)}>${inline(cell)}</td>`
      ).join("")
    }</tr>`
  );
  return `<figure id="table-${name}" class="table">
<figcaption><b>Table ${numbers.get(`table ${name}`)}.</b> ${inline(caption)} ${
    files([["CSV", `tables/${name}.csv`]])
  }</figcaption>
<div class="scroll" tabindex="0">
<table>
<thead><tr>${head.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table>
</div>
</figure>`;
}

function files(links: readonly (readonly [text: string, path: string])[]): string {
  return `<span class="files">${
    links.map(([text, path]) => `<a href="${escaped(path)}">${text}</a>`).join(" ")
  }</span>`;
}

function inline(text: Text): string {
  return typeof text === "string" ? escaped(text) : text.map(mark).join("");
}

function mark(part: Inline): string {
  if (typeof part === "string") return escaped(part);
  if ("strong" in part) return `<strong>${escaped(part.strong)}</strong>`;
  if ("code" in part) return `<code>${escaped(part.code)}</code>`;
  if ("time" in part) return `<span class="time">${escaped(part.time)}</span>`;
  return `<a href="${escaped(part.link)}">${escaped(part.text)}</a>`;
}

/** Escapes a text for HTML. */
export function escaped(text: string): string {
  // A no-break space keeps a number and its per cent sign on one line.
  return text.replace(/(\d) %/g, "$1\u00a0%").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
