// This module is browser compatible.

/**
 * The content of a report without its format. HTML, Markdown and CSV are written from it. It is
 * plain JSON, so that the blocks of a stage can be stored.
 *
 * @module
 */

/** A part of a text: plain, or with a mark. */
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  /** A duration, a speed, or another text that differs in each run on the same machine. */
  | { readonly time: string }
  | { readonly link: string; readonly text: string };

/** A paragraph, a caption or a cell. */
export type Text = string | readonly Inline[];

/** A figure. Its files have its name: NAME.svg and NAME.png. */
export interface Figure {
  readonly kind: "figure";
  /** Unique among the figures: `lenet-confusion`. */
  readonly name: string;
  /** The SVG in the light theme. */
  readonly svg: string;
  /** The SVG in the dark theme. */
  readonly dark: string;
  /** The content of the figure, and its run. */
  readonly caption: Text;
  /** True when the figure shows times, so that it differs in each run. */
  readonly timed?: boolean;
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** `right` for numbers. Default `left`. */
  readonly align?: "left" | "right";
}

/** A table. Its file is NAME.csv. */
export interface Table {
  readonly kind: "table";
  /** Unique among the tables: `summary`. */
  readonly name: string;
  readonly caption: Text;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Text[])[];
}

/** A part of a chapter. */
export type Block =
  /** Level 3 (the default) is a section of a chapter, level 4 a part of a section. */
  | { readonly kind: "heading"; readonly title: string; readonly level?: 3 | 4 }
  | { readonly kind: "paragraph"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Text[] }
  /** Command lines for a shell. */
  | { readonly kind: "command"; readonly lines: readonly string[] }
  /** A highlighted warning. */
  | { readonly kind: "notice"; readonly text: Text }
  | Figure
  /** Figures side by side, where the page is wide enough. */
  | { readonly kind: "row"; readonly figures: readonly Figure[] }
  | Table;

/** A numbered chapter. */
export interface Chapter {
  /** The name in links: `models`. */
  readonly name: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The content of a report. */
export interface Document {
  readonly title: string;
  /** The line beside the title, with the dataset. */
  readonly subtitle: string;
  /** The blocks before the first chapter. */
  readonly lead: readonly Block[];
  readonly chapters: readonly Chapter[];
}

/** The themes of a figure. */
const THEMES = ["light", "dark"] as const;

/**
 * Draws a figure in both themes.
 *
 * @param draw Returns the SVG in a theme, as the functions of viz/figures do.
 *
 * @example
 * ```ts ignore
 * figureOf("lenet-per-class", (theme) => perClass(results, { title, theme }), "Scores of LeNet.");
 * ```
 */
export function figureOf(
  name: string,
  draw: (theme: "light" | "dark") => string,
  caption: Text,
  options: Pick<Figure, "timed"> = {},
): Figure {
  const [svg, dark] = THEMES.map((theme) => draw(theme));
  return { kind: "figure", name, svg: svg!, dark: dark!, caption, ...options };
}

/** The figures of some blocks, in order. */
export function figuresIn(blocks: readonly Block[]): Figure[] {
  return blocks.flatMap((block) =>
    block.kind === "figure" ? [block] : block.kind === "row" ? block.figures : []
  );
}

/** The tables of some blocks, in order. */
export function tablesIn(blocks: readonly Block[]): Table[] {
  return blocks.filter((block) => block.kind === "table");
}

/** The characters of a text, without its marks. */
export function plainText(text: Text): string {
  if (typeof text === "string") return text;
  return text.map((part) => {
    if (typeof part === "string") return part;
    return "strong" in part
      ? part.strong
      : "code" in part
      ? part.code
      : "time" in part
      ? part.time
      : part.text;
  }).join("");
}
