// This module is browser compatible.

import { drawing } from "../drawing.ts";
import type { SvgElement } from "../svg_element.ts";
import { label } from "./label.ts";
import { fitText, textWidth } from "./text_width.ts";
import { FONT_FAMILY, SPACE, type Theme, type ThemeName, THEMES, TYPE } from "./theme.ts";

/** What stands above every figure. */
export interface Heading {
  /** What the figure shows. */
  title: string;
  /** Where it comes from, in grey: the dataset and the name of the run. */
  subtitle?: string;
  /** Whether the data are made up; the figure then says so in a colour that is not overlooked. */
  synthetic?: boolean;
  /** Dark ink on white paper where it is not given. */
  theme?: ThemeName;
}

const SYNTHETIC = "synthetic data";

/**
 * Draws a figure: its own background, so that it reads on a dark page as well, the title and
 * subtitle, and below them what `draw` adds, from `SPACE.heading` downwards.
 *
 * @param width The width in pixels.
 * @param height The height in pixels.
 * @param heading Title and subtitle.
 * @param description What the figure shows, for those who cannot see it.
 * @param draw Draws the rest, in the colours of the theme.
 * @returns The SVG.
 *
 * @example
 * ```ts
 * import { figure } from "./heading.ts";
 *
 * const svg = figure(300, 120, { title: "Loss", synthetic: true }, "An empty figure.", () => {});
 * console.assert(svg.includes("synthetic data"));
 * ```
 */
export function figure(
  width: number,
  height: number,
  heading: Heading,
  description: string,
  draw: (root: SvgElement, theme: Theme) => void,
): string {
  const { title, subtitle = "", synthetic = false } = heading;
  const theme = THEMES[heading.theme ?? "light"];
  const { paper, ink } = theme;
  const words = synthetic ? `${description} The data are synthetic.` : description;
  return drawing(width, height, (root) => {
    root.attr({ "font-family": FONT_FAMILY });
    root.rect(width - 1, height - 1).move(0.5, 0.5).radius(8).fill(paper).stroke(ink.grid);
    const x = SPACE.margin;
    const room = width - 2 * SPACE.margin;
    const titleStyle = { size: TYPE.title, weight: 600 } as const;
    label(root, fitText(title, titleStyle, room), { ...titleStyle, x, y: 39, fill: ink.strong });
    const warningStyle = { size: TYPE.subtitle, weight: 600 } as const;
    const indent = synthetic ? textWidth(`${SYNTHETIC}  `, warningStyle) : 0;
    if (synthetic) label(root, SYNTHETIC, { ...warningStyle, x, y: 60, fill: ink.warning });
    if (subtitle === "") return draw(root, theme);
    const style = { size: TYPE.subtitle } as const;
    const line = fitText(subtitle, style, room - indent);
    label(root, line, { ...style, x: x + indent, y: 60, fill: ink.muted });
    draw(root, theme);
  }, { title, description: words });
}
