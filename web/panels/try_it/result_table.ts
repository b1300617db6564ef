// This module is browser compatible.
import { argmax, softmax } from "../../../infer/softmax.ts";
import type { ClassifierName } from "../../models.ts";

/** A classifier of the table. */
export interface ClassifierInfo {
  readonly name: ClassifierName;
  readonly title: string;
  /** A line about the classifier, such as its accuracy. */
  readonly about: string;
}

/** The outputs of a classifier for one image. */
export interface ClassifierResult {
  /** [classes]. */
  readonly logits: Float32Array;
  readonly milliseconds: number;
  /** The title of the backend, such as `WebAssembly`. */
  readonly backend: string;
}

/** The results of all classifiers, by name. */
export type ClassifierResults = Readonly<Partial<Record<ClassifierName, ClassifierResult>>>;

/** A table of the probabilities of all classes. */
export interface ResultTable {
  /** Shows results; `label` marks the right class where it is known. */
  show(results: ClassifierResults, label?: number): void;
  /** Removes the results. */
  clear(): void;
  /** The results in a sentence, for screen readers. */
  readonly summary: string;
}

const percent = (probability: number) =>
  probability > 0.9995 ? "100 %" : `${(100 * probability).toFixed(probability < 0.0995 ? 1 : 0)} %`;

/**
 * Makes the table: the classes are in the middle, a classifier is on each side, and the length of a
 * bar is a probability.
 *
 * @param place The element that the table is put into.
 */
export function createResultTable(
  place: Element,
  classes: readonly string[],
  classifiers: readonly ClassifierInfo[],
): ResultTable {
  place.innerHTML = `<div class="predictions"></div>
    <table><caption class="screen-reader-only">Probability of each class</caption>
    <colgroup><col><col class="names"><col></colgroup>
    <thead><tr></tr></thead><tbody></tbody></table>`;
  const predictions = classifiers.map(createPrediction);
  place.querySelector(".predictions")!.append(...predictions);
  fillHead(place.querySelector("thead tr")!, classifiers);
  const body = place.querySelector("tbody")!;
  const rows = classes.map((name) => addRow(body, name, classifiers.length));
  let summary = "";

  const table: ResultTable = {
    get summary() {
      return summary;
    },
    show(results, label) {
      const sentences: string[] = [];
      const tops = new Set<number>();
      classifiers.forEach(({ name, title }, side) => {
        const result = results[name];
        if (!result) return;
        const probabilities = softmax(result.logits, classes.length);
        const top = argmax(result.logits, 0, classes.length);
        tops.add(top);
        rows.forEach(({ cells }, i) => fillCell(cells[side]!, probabilities[i]!, i === top));
        setText(predictions[side]!, {
          top: classes[top]!,
          label: label !== undefined && label !== top ? `Labelled ${classes[label]}. ` : "",
          timing: `${result.milliseconds.toFixed(1)} ms on ${result.backend}`,
        });
        sentences.push(`${title}: ${classes[top]}, ${percent(probabilities[top]!)}`);
      });
      rows.forEach(({ row }, i) => {
        row.classList.toggle("is-top", tops.has(i));
        row.classList.toggle("is-label", i === label);
      });
      if (label !== undefined) sentences.push(`The label is ${classes[label]}`);
      summary = `${sentences.join(". ")}.`;
    },
    clear() {
      summary = "";
      for (const prediction of predictions) {
        setText(prediction, { top: "–", label: "", timing: "" });
      }
      for (const { row, cells } of rows) {
        row.classList.remove("is-top", "is-label");
        for (const cell of cells) fillCell(cell);
      }
    },
  };
  table.clear();
  return table;
}

/** The name of the predicted class, and lines about the classifier and the run. */
function createPrediction({ title, about }: ClassifierInfo, side: number): HTMLElement {
  const prediction = document.createElement("div");
  prediction.className = `prediction side-${side}`;
  prediction.innerHTML = `<h3></h3><p class="top"></p><p class="timing"></p>
    <p class="about"><strong class="label"></strong><span></span></p>`;
  prediction.querySelector("h3")!.textContent = title;
  prediction.querySelector(".about span")!.textContent = about;
  return prediction;
}

function setText(
  prediction: Element,
  texts: Readonly<Record<"top" | "label" | "timing", string>>,
): void {
  for (const [name, text] of Object.entries(texts)) {
    prediction.querySelector(`.${name}`)!.textContent = text;
  }
}

function fillHead(head: Element, classifiers: readonly ClassifierInfo[]): void {
  for (const { title } of classifiers) {
    const heading = document.createElement("th");
    heading.scope = "col";
    heading.textContent = title;
    head.append(heading);
  }
  head.children[0]!.after(document.createElement("td")); // above the names of the classes
}

/** A bar and the number beside it. */
interface ProbabilityCell {
  readonly fill: HTMLElement;
  readonly value: Element;
}

function addRow(body: HTMLTableSectionElement, name: string, sides: number) {
  const row = body.insertRow();
  const cells = Array.from({ length: sides }, (_, side): ProbabilityCell => {
    const cell = document.createElement("td");
    cell.className = `side-${side}`;
    cell.innerHTML = `<span class="track"><span class="fill"></span></span>` +
      `<span class="value"></span>`;
    row.append(cell);
    return {
      fill: cell.querySelector<HTMLElement>(".fill")!,
      value: cell.querySelector(".value")!,
    };
  });
  const heading = document.createElement("th");
  heading.scope = "row";
  heading.textContent = name;
  row.children[0]!.after(heading);
  return { row, cells };
}

/** Shows a probability, or nothing. */
function fillCell({ fill, value }: ProbabilityCell, probability?: number, isTop = false): void {
  fill.style.width = `${100 * (probability ?? 0)}%`;
  value.textContent = probability === undefined ? "" : percent(probability);
  value.classList.toggle("is-top", isTop);
}
