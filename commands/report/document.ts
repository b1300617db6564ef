// This module is browser compatible.

/**
 * What the report says, before it is HTML, Markdown or CSV: all three are written from this, so
 * that nothing is said twice. Plain JSON, so that a stage's part of it can be kept on disk.
 *
 * @module
 */

/** A piece of text: as it is, or marked. */
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  /**
   * A duration, a speed, or what else another run on the same machine would give another number
   * for.
   */
  | { readonly time: string }
  | { readonly link: string; readonly text: string };

/** A sentence or a cell. */
export type Text = string | readonly Inline[];

/** A figure: kept as SVG and PNG under its name, shown in the looks of the page. */
export interface Figure {
  readonly kind: "figure";
  /** The name of its files without the ending, unique in the report: `lenet-confusion`. */
  readonly name: string;
  /** In the light theme. */
  readonly svg: string;
  /** In the dark theme. */
  readonly dark: string;
  /** What it shows, and which run it is of. */
  readonly caption: Text;
  /** True where the figure shows times: another run then draws another one. */
  readonly timed?: boolean;
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers stand at the right. Default left. */
  readonly align?: "left" | "right";
}

/** A table: kept as CSV under its name. */
export interface Table {
  readonly kind: "table";
  /** The name of its file without the ending, unique in the report: `summary`. */
  readonly name: string;
  readonly caption: Text;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Text[])[];
}

/** A part of a chapter. */
export type Block =
  /** Above the parts of a chapter; below it, with `level: 4`, smaller ones. */
  | { readonly kind: "heading"; readonly title: string; readonly level?: 3 | 4 }
  | { readonly kind: "paragraph"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Text[] }
  /** Lines to be typed into a shell. */
  | { readonly kind: "command"; readonly lines: readonly string[] }
  /** What must not be overlooked. */
  | { readonly kind: "notice"; readonly text: Text }
  | Figure
  /** Figures to be compared: side by side where there is room. */
  | { readonly kind: "row"; readonly figures: readonly Figure[] }
  | Table;

/** A numbered chapter. */
export interface Chapter {
  /** Its name in links: `models`. */
  readonly name: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The report. */
export interface Document {
  readonly title: string;
  /** Below the title: the data and the version. */
  readonly subtitle: string;
  /** What comes before the first chapter. */
  readonly lead: readonly Block[];
  readonly chapters: readonly Chapter[];
}

/** The looks that a figure is drawn in. */
const LOOKS = ["light", "dark"] as const;

/**
 * A figure in both themes.
 *
 * @param draw Draws it as SVG in the given theme: a function of viz/figures takes it as `theme`.
 *
 * @example
 * ```ts ignore
 * figureOf("lenet-per-class", (theme) => perClass(results, { title, theme }), "LeNet, run lenet-1.");
 * ```
 */
export function figureOf(
  name: string,
  draw: (theme: "light" | "dark") => string,
  caption: Text,
  options: Pick<Figure, "timed"> = {},
): Figure {
  const [svg, dark] = LOOKS.map((theme) => draw(theme));
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

/** A text without its marks. */
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
