// This module is browser compatible.

import {
  type Block,
  type Chapter,
  type Document,
  type Figure,
  figuresIn,
  type Inline,
  type Table,
  type Text,
} from "./document.ts";
import { type PageFigure, pageFigure } from "./page_figure.ts";
import { type PageFonts, pageStyle } from "./page_style.ts";

/**
 * Writes the report as one HTML page: no script, no network, figures drawn into it, light and dark
 * as the reader's system is, and made to be printed.
 *
 * @param document The report.
 * @param fonts What it is set in.
 * @throws {Error} When the two looks of a figure are not the same drawing.
 */
export function page(document: Document, fonts: PageFonts): string {
  const { title, subtitle, lead, chapters } = document;
  const all = [...lead, ...chapters.flatMap(({ blocks }) => blocks)];
  const figures = new Map(
    figuresIn(all).map((figure) => [figure.name, pageFigure(figure.svg, figure.dark)]),
  );
  const colours = new Map([...figures.values()].flatMap(({ colours }) => [...colours]));
  const numbers = numbersOf(all);
  const write = (blocks: readonly Block[], prefix: string) =>
    blocks.map((block) => blockHtml(block, { figures, numbers, prefix })).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${pageStyle(fonts, colours)}</style>
</head>
<body>
<header>
<p class="kind">${escaped(subtitle)}</p>
<h1>${escaped(title)}</h1>
</header>
<nav aria-label="Contents">
<p class="nav-title">Contents</p>
${contents(chapters)}
<p class="files"><a href="report.md">Markdown</a> <a href="outputs.zip">All images</a></p>
</nav>
<main>
<section class="lead">
${write(lead, "lead")}
</section>
${
    chapters.map(({ name, title, blocks }, i) =>
      `<section id="${name}">
<h2><span class="number">${i + 1}</span>${escaped(title)}</h2>
${write(blocks, name)}
</section>`
    ).join("\n")
  }
</main>
</body>
</html>
`;
}

/** Figures and tables by name, with their number in the report. */
type Numbers = ReadonlyMap<string, number>;

interface PageParts {
  readonly figures: ReadonlyMap<string, PageFigure>;
  readonly numbers: Numbers;
  /** The chapter's name, which makes a heading's own unique. */
  readonly prefix: string;
}

function numbersOf(blocks: readonly Block[]): Numbers {
  const tables = blocks.filter((block) => block.kind === "table");
  return new Map([
    ...figuresIn(blocks).map(({ name }, i) => [`figure ${name}`, i + 1] as const),
    ...tables.map(({ name }, i) => [`table ${name}`, i + 1] as const),
  ]);
}

function contents(chapters: readonly Chapter[]): string {
  const lines = chapters.map(({ name, title, blocks }) => {
    const parts = blocks.flatMap((block) =>
      block.kind === "heading" && (block.level ?? 3) === 3
        ? [`<li><a href="#${headingId(name, block.title)}">${escaped(block.title)}</a></li>`]
        : []
    );
    const inner = parts.length > 0 ? `\n<ul>\n${parts.join("\n")}\n</ul>` : "";
    return `<li><a href="#${name}">${escaped(title)}</a>${inner}</li>`;
  });
  return `<ol>\n${lines.join("\n")}\n</ol>`;
}

function headingId(prefix: string, title: string): string {
  return `${prefix}-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}`;
}

function blockHtml(block: Block, parts: PageParts): string {
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

function figureHtml({ name, caption }: Figure, { figures, numbers }: PageParts): string {
  return `<figure id="figure-${name}">
<div class="picture" tabindex="0">${figures.get(name)!.svg}</div>
<figcaption><b>Figure ${numbers.get(`figure ${name}`)}.</b> ${inline(caption)} ${
    files([["SVG", `figures/${name}.svg`], ["PNG", `figures/${name}.png`]])
  }</figcaption>
</figure>`;
}

function tableHtml({ name, caption, columns, rows }: Table, { numbers }: PageParts): string {
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

function escaped(text: string): string {
  // A number stays with its sign.
  return text.replace(/(\d) %/g, "$1\u00a0%").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
