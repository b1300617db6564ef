// This module is browser compatible.

/** A figure for a page with a light and a dark theme. */
export interface PageFigure {
  /** The SVG. Its colours are CSS variables, `var(--…)`, where the themes differ. */
  readonly svg: string;
  /** The CSS variables of the figure by name, with their colours in both themes. */
  readonly colours: ReadonlyMap<string, readonly [light: string, dark: string]>;
}

/** The parts of an SVG that depend on the theme: colours, and the pixels of the garments. */
const THEMED = /#[0-9a-f]{6}\b|data:image\/png;base64,[A-Za-z0-9+/=]*/g;

/**
 * Merges the light and the dark version of a figure into one SVG, in which each pair of colours is
 * a CSS variable. Garments keep their pixels of the light theme; the style sheet inverts them
 * (`.weft-image`).
 *
 * @throws {Error} When the versions differ in more than colours.
 *
 * @example
 * ```ts
 * const { svg } = pageFigure('<svg fill="#ffffff"></svg>', '<svg fill="#14181d"></svg>');
 * console.assert(svg === '<svg fill="var(--cffffff-14181d,#ffffff)"></svg>');
 * ```
 */
export function pageFigure(light: string, dark: string): PageFigure {
  if (light.replace(THEMED, "") !== dark.replace(THEMED, "")) {
    throw new Error("The light and the dark version of a figure differ in more than colours");
  }
  const others = [...dark.matchAll(THEMED)];
  const colours = new Map<string, readonly [string, string]>();
  let at = 0;
  const svg = light.replace(THEMED, (part) => {
    const [other] = others[at++]!;
    if (!part.startsWith("#") || part === other) return part;
    const name = `--c${part.slice(1)}-${other.slice(1)}`;
    colours.set(name, [part, other]);
    return `var(${name},${part})`;
  });
  return { svg: inlineSvg(svg), colours };
}

/** The largest scale of a figure, so that the text sizes of two figures differ by little. */
const MAX_SCALE = 1.15;

/** Removes the attributes that only an SVG file needs, and leaves the size to the page. */
function inlineSvg(svg: string): string {
  return svg.trim()
    .replace(/^<svg[^>]*>/, (root) => {
      const width = Number(root.match(/ width="([^"]*)"/)?.[1]);
      const bound = width > 0 ? ` style="max-width:${Math.round(width * MAX_SCALE)}px">` : ">";
      return root.replace(/ (?:height|width|xmlns|font-family)="[^"]*"/g, "").replace(/>$/, bound);
    })
    // The style sheet of the page has this rule once for all figures.
    .replace(/<style>[^<]*<\/style>\n?/g, "");
}
