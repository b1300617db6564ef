// This module is browser compatible.

/** The typefaces that the page carries with it, so that it looks the same from any disk. */
export interface PageFonts {
  /** TrueType, Inter in weights 400 and 600. */
  readonly regular: Uint8Array;
  readonly semibold: Uint8Array;
}

/**
 * Colours of the page by their part, on a light and on a dark screen; those of figures are in
 * viz/figures/theme.ts.
 */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  "--paper": ["#ffffff", "#14181d"],
  "--raised": ["#f6f7f9", "#1c2229"],
  "--strong": ["#14181d", "#f1f4f7"],
  "--text": ["#2a3038", "#d5dbe1"],
  "--muted": ["#5b636d", "#a3adb8"],
  "--line": ["#e1e5ea", "#2b323b"],
  "--accent": ["#0b69b0", "#6cb6f5"],
  "--warning": ["#a3123a", "#ff8fa9"],
  "--warning-paper": ["#fdf3f6", "#2a1b22"],
};

/** Text is as wide as reads well, figures and tables as they need. */
const LAYOUT = `
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; background: var(--paper); }
body {
  font: 400 17px/1.6 Inter, system-ui, sans-serif; color: var(--text); margin: 0 auto; max-width: 1280px; padding: 0 24px 96px;
  font-feature-settings: "calt", "kern"; text-rendering: optimizeLegibility;
}
h1, h2, h3, h4, b, strong, th { font-weight: 600; color: var(--strong); }
h1 { font-size: clamp(34px, 5vw, 54px); line-height: 1.08; letter-spacing: -0.025em; margin: 0; max-width: 16em; text-wrap: balance; }
h2 { font-size: 30px; line-height: 1.2; letter-spacing: -0.018em; margin: 88px 0 20px; padding-top: 26px; border-top: 1px solid var(--line); text-wrap: balance; }
h3 { font-size: 21px; line-height: 1.3; letter-spacing: -0.01em; margin: 56px 0 12px; }
h4 { font-size: 17px; margin: 36px 0 8px; }
h2, h3 { scroll-margin-top: 16px; }
.number { color: var(--accent); margin-right: 0.55em; }
p, ul, main ol { max-width: 42em; margin: 0 0 18px; text-wrap: pretty; }
li { margin: 0 0 8px; }
ul + ul { margin-top: -10px; }
a { color: var(--accent); text-underline-offset: 3px; text-decoration-thickness: 1px; }
header { padding: 88px 0 40px; }
.kind { color: var(--muted); margin: 0 0 14px; }
.lead p:not(.notice) { font-size: 20px; line-height: 1.55; max-width: 36em; }
.notice { border-left: 3px solid var(--warning); background: var(--warning-paper); color: var(--strong); padding: 12px 18px; border-radius: 0 6px 6px 0; }
code { font: 0.88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { background: var(--raised); border-radius: 8px; padding: 16px 20px; margin: 0 0 22px; overflow-x: auto; }
pre code { font-size: 14px; overflow-wrap: normal; color: var(--strong); }
figure { margin: 34px 0 42px; }
.picture { overflow-x: auto; border-radius: 8px; }
.picture svg { display: block; width: 100%; height: auto; font-family: Inter, system-ui, sans-serif; }
.picture:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
figcaption { font-size: 14px; line-height: 1.5; color: var(--muted); margin-top: 12px; max-width: 52em; }
.table figcaption { margin: 0 0 10px; }
.files { white-space: nowrap; }
.files a { color: var(--muted); margin-left: 6px; }
.files a:hover { color: var(--accent); }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 0 24px; }
.row figure { margin-bottom: 20px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14.5px; line-height: 1.4; font-variant-numeric: tabular-nums; border-top: 2px solid var(--strong); border-bottom: 2px solid var(--strong); }
th, td { padding: 8px 22px 8px 0; text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1px solid var(--strong); vertical-align: bottom; }
tbody th { font-weight: 400; }
td:nth-child(2):not(:last-child, :has(code)) { white-space: nowrap; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
.right { text-align: right; white-space: nowrap; }
thead .right { white-space: normal; }
nav { font-size: 14px; line-height: 1.45; }
nav ol, nav ul { margin: 0; padding: 0; list-style: none; }
nav ol { counter-reset: chapter; }
nav ol > li { counter-increment: chapter; margin: 0 0 9px; padding-left: 20px; position: relative; }
nav ol > li::before { content: counter(chapter); position: absolute; left: 0; color: var(--muted); font-variant-numeric: tabular-nums; }
nav ul { margin-top: 4px; }
nav ul li { margin: 0 0 3px; }
nav a { color: var(--strong); text-decoration: none; }
nav ul a, nav .files a { color: var(--muted); margin: 0 12px 0 0; }
nav a:hover { color: var(--accent); text-decoration: underline; }
.nav-title { font-weight: 600; color: var(--strong); margin: 0 0 12px; }
nav .files { margin: 20px 0 0; font-size: 13px; }
nav .files a { text-decoration: underline; }
.weft-image { image-rendering: pixelated; }
`;

const WIDE = `
@media screen and (min-width: 1100px) {
  body { display: grid; grid-template-columns: 210px minmax(0, 1fr); column-gap: 64px; }
  header { grid-column: 2; }
  nav { grid-column: 1; grid-row: 2; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 28px 0; }
  main { grid-column: 2; grid-row: 2; }
}
`;

/** A figure that is drawn smaller than it can be read is scrolled instead. */
const NARROW = `
@media screen and (max-width: 700px) {
  body { font-size: 16px; padding: 0 18px 64px; }
  header { padding: 48px 0 24px; }
  h2 { font-size: 25px; margin-top: 64px; }
  .lead p:not(.notice) { font-size: 18px; }
  nav { border-top: 1px solid var(--line); padding: 18px 0 6px; }
  nav ul { display: none; }
  .picture svg { width: 720px; }
  .picture, .scroll { margin-right: -18px; padding-right: 18px; }
}
`;

const PRINT = `
@page { size: A4; margin: 18mm 17mm 20mm; @bottom-center { content: counter(page); font: 9pt Inter, sans-serif; color: #5b636d; } }
@media print {
  html { background: none; }
  body { font-size: 10.5pt; line-height: 1.5; padding: 0; max-width: none; }
  header { padding: 0 0 8mm; }
  h1 { font-size: 30pt; }
  h2 { font-size: 19pt; margin-top: 12mm; padding-top: 5mm; }
  h3 { font-size: 13.5pt; margin-top: 8mm; }
  h2, h3, h4, .table figcaption { break-after: avoid; }
  .lead p:not(.notice) { font-size: 12pt; }
  figure, tr, pre, .notice { break-inside: avoid; }
  figure { margin: 6mm 0; }
  figcaption { font-size: 9pt; }
  table { font-size: 9pt; }
  th, td { padding: 1.4mm 5mm 1.4mm 0; }
  p, ul { max-width: none; orphans: 3; widows: 3; }
  .picture, .scroll { overflow: visible; }
  .picture svg { max-height: 225mm; }
  .picture svg:not(:has(image)) { max-height: 108mm; }
  .row { grid-template-columns: 1fr 1fr; gap: 0 6mm; }
  nav { break-after: avoid; columns: 2; margin: 0 0 6mm; }
  nav ol > li { break-inside: avoid; }
  .files { display: none; }
  pre code { white-space: pre-wrap; overflow-wrap: anywhere; }
  a { color: inherit; text-decoration: none; }
}
`;

/**
 * The page's style sheet.
 *
 * @param figures Variables of the figures: their name, and their colour on a light and on a dark
 * page.
 */
export function pageStyle(
  { regular, semibold }: PageFonts,
  figures: ReadonlyMap<string, readonly [light: string, dark: string]>,
): string {
  const all = [...Object.entries(COLOURS), ...[...figures].sort(([a], [b]) => a < b ? -1 : 1)];
  const set = (look: 0 | 1) => all.map(([name, colours]) => `${name}:${colours[look]}`).join(";");
  return [
    face(400, regular),
    face(600, semibold),
    `:root{color-scheme:light dark;${set(0)}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${set(1)}}`,
    // What the figures' dark theme prints: 24 for white paper, 255 for ink.
    ".weft-image{filter:invert(.92) brightness(1.087)}}",
    LAYOUT,
    WIDE,
    NARROW,
    PRINT,
  ].join("\n");
}

function face(weight: number, font: Uint8Array): string {
  return `@font-face{font-family:Inter;font-weight:${weight};font-display:block;` +
    `src:url(data:font/ttf;base64,${base64(font)}) format("truetype")}`;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
