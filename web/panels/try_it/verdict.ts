// This module is browser compatible.
import { argmax, softmax } from "../../../infer/softmax.ts";

/** A classifier in the table. */
export interface Judge {
  readonly name: string;
  readonly title: string;
  /** A line about it, such as its accuracy. */
  readonly about: string;
}

/** What a classifier says of one image. */
export interface Opinion {
  /** [classes]. */
  readonly logits: Float32Array;
  readonly milliseconds: number;
  /** What ran it, such as `WebAssembly`. */
  readonly runtime: string;
}

/** The table of probabilities. */
export interface Verdict {
  /** Shows what the classifiers say, by name; `truth` marks the right class where it is known. */
  show(opinions: Readonly<Record<string, Opinion>>, truth?: number): void;
  /** Shows that there is nothing to judge. */
  clear(): void;
  /** The opinions in a sentence, for screen readers. */
  readonly summary: string;
}

const percent = (probability: number) =>
  probability > 0.9995 ? "100 %" : `${(100 * probability).toFixed(probability < 0.0995 ? 1 : 0)} %`;

/**
 * Makes the table of probabilities: classes down the middle, a classifier to each side, its threads
 * as long as the class is probable.
 *
 * @param place The element that it is put into.
 */
export function createVerdict(
  place: Element,
  classes: readonly string[],
  judges: readonly Judge[],
): Verdict {
  place.innerHTML = `<div class="answers"></div><table><caption class="unseen">Probability of each
    class</caption><colgroup><col><col class="names"><col></colgroup><thead><tr></tr></thead><tbody></tbody></table>`;
  const answers = place.querySelector(".answers")!;
  const headings = place.querySelector("thead tr")!;
  const body = place.querySelector("tbody")!;
  const sides = judges.map((judge, side) => {
    const answer = document.createElement("div");
    answer.className = `answer side-${side}`;
    answer.innerHTML =
      `<h3></h3><p class="top"></p><p class="timing"></p><p class="about"><strong class="truth"></strong><span></span></p>`;
    answer.querySelector("h3")!.textContent = judge.title;
    answer.querySelector(".about span")!.textContent = judge.about;
    answers.append(answer);
    const heading = document.createElement("th");
    heading.scope = "col";
    heading.className = `unseen-cell side-${side}`;
    heading.textContent = judge.title;
    headings.append(heading);
    return { judge, answer };
  });
  const middle = document.createElement("td"); // above the names of the classes
  headings.children[0]!.after(middle);
  const rows = classes.map((name) => {
    const row = body.insertRow();
    const cells = judges.map((_, side) => {
      const cell = document.createElement("td");
      cell.className = `side-${side}`;
      cell.innerHTML =
        `<span class="track"><span class="thread"></span></span><span class="value"></span>`;
      row.append(cell);
      return {
        thread: cell.querySelector<HTMLElement>(".thread")!,
        value: cell.querySelector(".value")!,
      };
    });
    const heading = document.createElement("th");
    heading.scope = "row";
    heading.textContent = name;
    row.children[0]!.after(heading);
    return { row, cells };
  });
  let summary = "";
  const verdict: Verdict = {
    get summary() {
      return summary;
    },
    show(opinions, truth) {
      const sentences: string[] = [];
      const tops = new Set<number>();
      sides.forEach(({ judge, answer }, side) => {
        const opinion = opinions[judge.name];
        if (!opinion) return;
        const probabilities = softmax(opinion.logits, classes.length);
        const top = argmax(opinion.logits, 0, classes.length);
        tops.add(top);
        probabilities.forEach((probability, i) => {
          const { thread, value } = rows[i]!.cells[side]!;
          thread.style.width = `${100 * probability}%`;
          value.textContent = percent(probability);
          value.classList.toggle("is-top", i === top);
        });
        answer.querySelector(".top")!.textContent = classes[top]!;
        const isWrong = truth !== undefined && truth !== top;
        answer.querySelector(".truth")!.textContent = isWrong ? `Labelled ${classes[truth]}. ` : "";
        answer.querySelector(".timing")!.textContent = `${
          opinion.milliseconds.toFixed(1)
        } ms on ${opinion.runtime}`;
        sentences.push(`${judge.title}: ${classes[top]}, ${percent(probabilities[top]!)}`);
      });
      rows.forEach(({ row }, i) => {
        row.classList.toggle("is-top", tops.has(i));
        row.classList.toggle("is-truth", i === truth);
      });
      if (truth !== undefined) sentences.push(`It is labelled ${classes[truth]}`);
      summary = `${sentences.join(". ")}.`;
    },
    clear() {
      summary = "";
      sides.forEach(({ answer }) => {
        answer.querySelector(".truth")!.textContent = "";
        answer.querySelector(".top")!.textContent = "–";
        answer.querySelector(".timing")!.textContent = "";
      });
      for (const { row, cells } of rows) {
        row.classList.remove("is-top", "is-truth");
        for (const { thread, value } of cells) {
          thread.style.width = "0";
          value.textContent = "";
        }
      }
    },
  };
  verdict.clear();
  return verdict;
}
