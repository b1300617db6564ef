// This module is browser compatible.
import { formatPercent } from "../figures/format.ts";
import { type MeasuredMap, METHOD_TITLES, NEIGHBOURS } from "./made_map.ts";

/**
 * What a program is told of maps: quality.json. Without times, so that the same maps give the same
 * bytes.
 */
export function qualityJson(
  about: Readonly<Record<string, unknown>>,
  maps: readonly MeasuredMap[],
): Record<string, unknown> {
  return { ...about, neighbours: NEIGHBOURS, maps: maps.map(mapJson) };
}

function mapJson(map: MeasuredMap): Record<string, unknown> {
  const { features, method, quality, explainedVarianceRatio, notices } = map;
  const { klDivergence, perplexity, iterations } = map;
  return {
    features: features.name,
    dimensions: features.dimensions,
    method,
    ...klDivergence !== undefined && { klDivergence, perplexity, iterations },
    ...explainedVarianceRatio && { explainedVarianceRatio: Array.from(explainedVarianceRatio) },
    ...quality,
    ...notices.length > 0 && { notices },
  };
}

const COLUMNS = ["trustworthiness", "continuity", `${NEIGHBOURS}-NN`, "linear", "silhouette", "KL"];

/**
 * Writes the qualities of maps for a reader: a row for each.
 *
 * @example
 * ```ts
 * import { qualityText } from "./quality_report.ts";
 *
 * console.assert(qualityText([]).startsWith("map"));
 * ```
 */
export function qualityText(maps: readonly MeasuredMap[]): string {
  const names = maps.map(({ method, features }) => `${METHOD_TITLES[method]} of ${features.title}`);
  const width = Math.max(3, ...names.map((name) => name.length));
  const row = (name: string, cells: readonly string[]) =>
    name.padEnd(width) +
    cells.map((cell, i) => cell.padStart(Math.max(6, COLUMNS[i]!.length) + 2)).join("");
  const rows = maps.map(({ quality, klDivergence }, i) =>
    row(names[i]!, [
      quality.trustworthiness.toFixed(3),
      quality.continuity.toFixed(3),
      formatPercent(quality.neighbourAccuracy, 1),
      formatPercent(quality.linearSeparability, 1),
      quality.silhouette.toFixed(3),
      klDivergence === undefined ? "" : klDivergence.toFixed(3),
    ]).trimEnd()
  );
  return [row("map", COLUMNS), ...rows].join("\n") + "\n";
}
