// This module is browser compatible.
import type { ProviderName } from "../../../compiler/mod.ts";
import { placementText } from "../../../onnx/placement/placement_text.ts";
import { type Port, portText } from "../../../onnx/port.ts";
import { element } from "../element.ts";
import { scientific } from "../scientific.ts";
import type { Comparison, WrittenFile } from "./messages.ts";
import { bytesText, countText, secondsText } from "./texts.ts";

const PROVIDER_TITLES: Readonly<Record<ProviderName, string>> = { cuda: "CUDA", webgpu: "WebGPU" };

/** The number of operators with a row of their own. */
const OPERATORS = 8;

/**
 * A card with what an .onnx file holds and a link that downloads it.
 *
 * @param url The address of the file.
 * @param milliseconds The time from the button to the file.
 * @param comparison Undefined when the user skipped it.
 */
export function resultCard(
  written: WrittenFile,
  url: string,
  milliseconds: number,
  comparison: Comparison | undefined,
): HTMLElement {
  const { name, file, opset, summary } = written;
  const size = bytesText(file.size);
  const rows: [string, Node | string][] = [
    ["Inputs", ports(summary.inputs)],
    ["Outputs", ports(summary.outputs)],
    ["Parameters", countText(summary.parameters)],
    ["Difference from TensorFlow.js", comparison ? comparisonText(comparison) : "not compared"],
    ...Object.entries(summary.placement).map(([provider, nodes]): [string, string] => [
      `${PROVIDER_TITLES[provider as ProviderName]} runs`,
      placementText(nodes),
    ]),
  ];
  return element(
    "section",
    { class: "card", "aria-label": "The converted model" },
    element(
      "header",
      {},
      element(
        "div",
        {},
        element("h3", {}, name),
        element(
          "p",
          { class: "facts" },
          `${size}, opset ${opset}, converted in `,
          secondsText(milliseconds),
        ),
      ),
      element("a", { class: "button download", href: url, download: name }, `Download ${name}`),
    ),
    element(
      "dl",
      {},
      ...rows.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
    ),
    operators(summary.nodes),
  );
}

function ports(list: readonly Port[]): Node {
  const lines = list.map((port) =>
    element("li", {}, element("b", {}, port.name), portText(port).slice(port.name.length))
  );
  return element("ul", {}, ...lines);
}

function comparisonText({ batchSize, difference, tolerance }: Comparison): string {
  const rows = batchSize === 1 ? "1 random row" : `${batchSize} random rows`;
  if (difference === 0) return `none on ${rows}`;
  return `at most ${scientific(difference)} standard deviations of an output, on ${rows}; ` +
    `${scientific(tolerance)} is allowed`;
}

/** A bar for each of the most frequent operators. */
function operators(nodes: Readonly<Record<string, number>>): HTMLElement {
  const counts = Object.entries(nodes).sort(([, a], [, b]) => b - a);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const shown = counts.slice(0, OPERATORS);
  const rest = counts.slice(OPERATORS);
  const most = shown[0]?.[1] ?? 1;
  const rows = shown.map(([name, count]) => {
    const fill = element("span", { class: "fill" });
    fill.style.width = `${100 * count / most}%`;
    return element(
      "li",
      {},
      element("span", { class: "operator" }, name),
      element("span", { class: "track", "aria-hidden": "true" }, fill),
      element("span", { class: "count" }, String(count)),
    );
  });
  const others = rest.map(([name, count]) => `${count} ${name}`).join(", ");
  return element(
    "div",
    { class: "operators" },
    element("h4", {}, `${countText(total)} ${total === 1 ? "node" : "nodes"}`),
    element("ul", {}, ...rows),
    ...others ? [element("p", { class: "note" }, `And ${others}.`)] : [],
  );
}
