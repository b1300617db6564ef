// This module is browser compatible.

import {
  type Block,
  type Document,
  type Figure,
  type Inline,
  plainText,
  type Table,
  type Text,
} from "./document.ts";

/**
 * Writes a document as Markdown. Its figures are links to the SVG files beside it.
 *
 * @example
 * ```ts
 * const text = documentMarkdown({ title: "A report", subtitle: "", lead: [], chapters: [] });
 * console.assert(text === "# A report\n");
 * ```
 */
export function documentMarkdown({ title, subtitle, lead, chapters }: Document): string {
  const parts = [
    `# ${escaped(title)}`,
    ...subtitle === "" ? [] : [`_${escaped(subtitle)}_`],
    ...lead.map(block),
    ...chapters.flatMap((
      { title, blocks },
      i,
    ) => [`## ${i + 1}. ${escaped(title)}`, ...blocks.map(block)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function block(part: Block): string {
  switch (part.kind) {
    case "heading":
      return `${"#".repeat(part.level ?? 3)} ${escaped(part.title)}`;
    case "paragraph":
      return inline(part.text);
    case "list":
      return part.items.map((item) => `- ${inline(item)}`).join("\n");
    case "command":
      return `\`\`\`sh\n${part.lines.join("\n")}\n\`\`\``;
    case "notice":
      return `> **Note.** ${inline(part.text)}`;
    case "figure":
      return figure(part);
    case "row":
      return part.figures.map(figure).join("\n\n");
    case "table":
      return table(part);
  }
}

function figure({ name, caption }: Figure): string {
  return `![${escaped(plainText(caption))}](figures/${name}.svg)\n\n${inline(caption)}`;
}

function table({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    inline(caption),
    "",
    line(columns.map(({ title }) => escaped(title))),
    line(columns.map(({ align }) => align === "right" ? "---:" : "---")),
    ...rows.map((row) => line(row.map((cell) => inline(cell).replaceAll("|", "\\|")))),
  ].join("\n");
}

function inline(text: Text): string {
  return typeof text === "string" ? escaped(text) : text.map(mark).join("");
}

function mark(part: Inline): string {
  if (typeof part === "string") return escaped(part);
  if ("strong" in part) return `**${escaped(part.strong)}**`;
  if ("code" in part) return `\`${part.code}\``;
  if ("time" in part) return escaped(part.time);
  return `[${escaped(part.text)}](${part.link})`;
}

/** Escapes the characters that have a meaning in Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, (sign) => `\\${sign}`);
}
