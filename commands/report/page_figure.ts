// This module is browser compatible.

/** A figure for a page that has a light and a dark look. */
export interface PageFigure {
  /** The SVG; its colours are `var(--…)` where the two looks differ. */
  readonly svg: string;
  /** The variables that it uses: name, colour on a light page, colour on a dark page. */
  readonly colours: ReadonlyMap<string, readonly [light: string, dark: string]>;
}

/** What the two looks of a figure may differ in: colours, and the pixels of the garments. */
const PARTS = /#[0-9a-f]{6}\b|data:image\/png;base64,[A-Za-z0-9+/=]*/g;

/**
 * Puts the light and the dark look of a figure into one SVG: the same drawing, with each pair of
 * colours as a variable of CSS. Garments keep their light pixels, which a page inverts
 * (`.weft-image`).
 *
 * @throws {Error} When the two are not the same drawing.
 *
 * @example
 * ```ts
 * const { svg } = pageFigure('<svg><path fill="#ffffff"/></svg>', '<svg><path fill="#14181d"/></svg>');
 * console.assert(svg === '<svg><path fill="var(--cffffff-14181d,#ffffff)"/></svg>');
 * ```
 */
export function pageFigure(light: string, dark: string): PageFigure {
  if (light.replace(PARTS, "") !== dark.replace(PARTS, "")) {
    throw new Error("The light and the dark look of a figure differ in more than colours");
  }
  const others = dark.match(PARTS) ?? [];
  const colours = new Map<string, readonly [string, string]>();
  let at = 0;
  const svg = light.replace(PARTS, (part) => {
    const other = others[at++]!;
    if (!part.startsWith("#") || part === other) return part;
    const name = `--c${part.slice(1)}-${other.slice(1)}`;
    colours.set(name, [part, other]);
    return `var(${name},${part})`;
  });
  return { svg: trimmed(svg), colours };
}

/**
 * How much larger than it is meant a figure may be shown: text of two figures should not differ by
 * more.
 */
const LARGEST = 1.15;

/** Without what only a file of its own needs, and with the size left to the page, up to a bound. */
function trimmed(svg: string): string {
  return svg.trim()
    .replace(/^<svg[^>]*>/, (root) => {
      const width = Number(root.match(/ width="([^"]*)"/)?.[1]);
      const bound = width > 0 ? ` style="max-width:${Math.round(width * LARGEST)}px">` : ">";
      return root.replace(/ (?:height|width|xmlns|font-family)="[^"]*"/g, "").replace(/>$/, bound);
    })
    // The same rule for each figure is one rule of the page.
    .replace(/<style>[^<]*<\/style>\n?/g, "");
}
