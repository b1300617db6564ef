// This module is browser compatible.

import { blockHtml, type BlockParts, escaped, headingId } from "./block_html.ts";
import { type Block, type Chapter, type Document, figuresIn, tablesIn } from "./document.ts";
import { pageFigure } from "./page_figure.ts";
import { type PageFonts, pageStyle } from "./page_style.ts";

/**
 * Writes a document as one HTML page, without scripts and without links to other hosts. The figures
 * are inline SVG. The page follows the light or dark theme of the reader's system and has a style
 * for print.
 *
 * @throws {Error} When the light and the dark version of a figure differ in more than colours.
 */
export function documentHtml(document: Document, fonts: PageFonts): string {
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
<nav aria-label="ClassifiedImages">
<p class="nav-title">ClassifiedImages</p>
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

/** Numbers the figures and the tables of a document. */
function numbersOf(blocks: readonly Block[]): BlockParts["numbers"] {
  return new Map([
    ...figuresIn(blocks).map(({ name }, i) => [`figure ${name}`, i + 1] as const),
    ...tablesIn(blocks).map(({ name }, i) => [`table ${name}`, i + 1] as const),
  ]);
}

/** The table of contents: chapters, and their headings of level 3. */
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
