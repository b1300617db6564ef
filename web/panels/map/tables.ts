// This module is browser compatible.
import { element } from "../element.ts";
import { type ClassSummary, placeInWords } from "./class_summary.ts";
import type { Points } from "./points.ts";

/** The map as tables, for users who cannot see the plot. */
export interface MapTables {
  readonly root: HTMLElement;
  /** Shows the summary of a map and the positions of the images. */
  show(title: string, positions: Float32Array, summary: readonly ClassSummary[]): void;
}

/** The number of rows of a page of the table of images. */
const ROWS = 20;

/**
 * Builds the tables.
 *
 * @param onSelect Called with the image that the user selects.
 */
export function createTables(points: Points, onSelect: (point: number) => void): MapTables {
  const { labels, classes } = points;
  const heading = element("p", { class: "note" });
  const classRows = element("tbody");
  const imageRows = element("tbody");
  const page = element("p", { class: "page", role: "status" });
  const choice = element(
    "select",
    { id: "weft-map-class" },
    element("option", { value: -1 }, "all"),
  );
  classes.forEach((name, label) => choice.append(element("option", { value: label }, name)));
  let first = 0, positions = new Float32Array(0);

  const filtered = () =>
    [...labels.keys()].filter((point) =>
      Number(choice.value) < 0 || labels[point] === Number(choice.value)
    );
  function showRows(): void {
    const all = filtered();
    first = Math.max(0, Math.min(first, Math.floor((all.length - 1) / ROWS) * ROWS));
    const rows = all.slice(first, first + ROWS);
    page.textContent = all.length === 0
      ? "No images"
      : `${first + 1} to ${first + rows.length} of ${all.length.toLocaleString("en")}`;
    imageRows.replaceChildren(...rows.map((point) => {
      const x = positions[2 * point] ?? 0, y = positions[2 * point + 1] ?? 0;
      const button = element("button", { type: "button", class: "text" }, `Select ${point}`);
      button.addEventListener("click", () => onSelect(point));
      return row([String(point), classes[labels[point]!]!, x.toFixed(3), y.toFixed(3), button]);
    }));
  }
  const pageButton = (by: number, text: string) => {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      first += by * ROWS;
      showRows();
    });
    return button;
  };
  choice.addEventListener("change", () => {
    first = 0;
    showRows();
  });
  const root = element(
    "details",
    { class: "tables" },
    element("summary", {}, "The map as tables"),
    heading,
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Classes on the map" },
      table(
        ["Class", "Images", "Position", "Nearest image of same class", "Other nearest class"],
        classRows,
      ),
    ),
    element(
      "div",
      { class: "paging" },
      element("label", { for: choice.id }, "Images of class"),
      choice,
      pageButton(-1, "Previous"),
      pageButton(1, "Next"),
      page,
    ),
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Images on the map" },
      table(["Image", "Class", "x", "y", "Neighbours"], imageRows),
    ),
  );
  root.addEventListener("toggle", () => {
    if (root.open) showRows();
  });
  return {
    root,
    show(title, mapPositions, summary) {
      positions = mapPositions as Float32Array<ArrayBuffer>;
      heading.textContent =
        `${title}. x and y have no unit; on the longer side of the map they go from -1 to 1.`;
      classRows.replaceChildren(...summary.map((each, label) =>
        row([
          classes[label]!,
          each.count.toLocaleString("en"),
          each.count > 0 ? placeInWords(mapPositions, each.x, each.y) : "",
          `${(100 * each.sameNearest).toFixed(1)} %`,
          each.otherNearest === undefined ? "none" : classes[each.otherNearest]!,
        ])
      ));
      if (root.open) showRows();
    },
  };
}

function table(columns: readonly string[], body: HTMLElement): HTMLElement {
  const heads = columns.map((name) => element("th", { scope: "col" }, name));
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
}

function row([name, ...cells]: readonly (string | HTMLElement)[]): HTMLElement {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name!),
    ...cells.map((cell) => element("td", {}, cell)),
  );
}
