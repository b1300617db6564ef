import { formatCount } from "../../viz/figures/format.ts";
import type { ModelResult, Pair, Parity, Placement } from "./parity.ts";
import { isTie } from "./promises.ts";

/** A table for people: in the terminal, in Markdown, in a report. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What was measured, as tables; those without a row are left out. */
export function tablesOf(parity: Parity): Table[] {
  return [
    promises(parity),
    runtimes(parity),
    models(parity),
    pairs(parity),
    ties(parity),
    maps(parity),
  ]
    .filter(({ rows }) => rows.length > 0);
}

const promises = ({ promises }: Parity): Table => ({
  title: "Promises",
  head: ["promise", "is", "comparisons", "broken by"],
  rows: promises.map(({ name, state, checked, broken }) => [
    name,
    state,
    formatCount(checked),
    broken.join("; "),
  ]),
});

const runtimes = ({ runtimes }: Parity): Table => ({
  title: "Runtimes",
  head: ["runtime", "engine", "state", "remark"],
  rows: runtimes.map(({ name, engine, state, why, software }) => [
    name,
    engine,
    state,
    why ?? (software === undefined ? "" : `software: ${software}`),
  ]),
});

const models = ({ models }: Parity): Table => ({
  title: "Models",
  head: ["model", "runtime", "images", "accuracy", "images/s", "nodes"],
  rows: models.map((row) => [row.model, row.runtime, ...figures(row)]),
});

function figures({ error, images, accuracy, imagesPerSecond, placement }: ModelResult): string[] {
  if (error !== undefined) return ["", "", "", `failed: ${error}`];
  return [
    formatCount(images!),
    accuracy === undefined ? "" : `${(100 * accuracy).toFixed(2)} %`,
    imagesPerSecond === undefined ? "" : formatCount(Number(imagesPerSecond.toPrecision(2))),
    placement ? placed(placement) : "",
  ];
}

function placed({ nodes, fallen }: Placement): string {
  const counts = Object.entries(nodes).map(([provider, count]) => `${count} ${provider}`).join(
    ", ",
  );
  return fallen.length > 0 ? `${counts}; left to the CPU: ${fallen.join(", ")}` : counts;
}

const pairs = ({ pairs }: Parity): Table => ({
  title: "Differences",
  head: ["model", "output", "runtime", "beside", "rows", "largest", "relative", "other classes"],
  rows: pairs.map((pair) => [
    pair.model,
    pair.output,
    pair.runtime,
    pair.against,
    formatCount(pair.rows),
    ...pair.identical ? ["equal bits", ""] : [largest(pair), pair.relative.toExponential(1)],
    pair.disagreements ? String(pair.disagreements.length) : "",
  ]),
});

function largest(pair: Pair): string {
  const strange = pair.strange > 0 ? `, ${pair.strange} not finite` : "";
  return `${pair.largest.toExponential(1)}${strange}`;
}

/**
 * Images of the same answer in all but the last place; what is no tie is a broken promise and only
 * counted.
 */
const ties = ({ pairs }: Parity): Table => ({
  title: "Ties: images of which two runtimes say different classes that are equally likely",
  head: ["model", "runtime", "beside", "image", "classes", "lead"],
  rows: pairs.flatMap((pair) =>
    (pair.disagreements ?? []).filter(isTie).map(({ image, classes, lead }) => [
      ...[pair.model, pair.runtime, pair.against, String(image)],
      ...[classes.join(" and "), lead.toExponential(1)],
    ])
  ),
});

const maps = ({ maps }: Parity): Table => ({
  title: "t-SNE of the same features",
  head: ["engine", "SHA-256 of the map"],
  rows: maps.map(({ engine, hash, error }) => [engine, hash ?? `failed: ${error}`]),
});
