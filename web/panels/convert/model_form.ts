// This module is browser compatible.
import { element } from "../element.ts";
import type { ConvertOptions, ModelDescription, ModelPort } from "./messages.ts";
import { countText, portText } from "./texts.ts";

/**
 * Shows a model that was loaded, and the options of its conversion.
 *
 * @param onConvert Called when the user converts it.
 */
export function modelForm(
  model: ModelDescription,
  onConvert: (options: ConvertOptions) => void,
): HTMLFormElement {
  const { name, kind, parameters, writtenBy } = model;
  const batch = element("input", { type: "number", min: 1, step: 1, placeholder: "any" });
  const form = element(
    "form",
    {},
    element("h3", {}, `${name} is a ${kind}`),
    element(
      "p",
      { class: "facts" },
      [`${countText(parameters)} parameters`, writtenBy && `written by ${writtenBy}`]
        .filter(Boolean).join(", "),
    ),
    element(
      "dl",
      {},
      ...ports(model.inputs.length === 1 ? "Input" : "Inputs", model.inputs),
      ...ports(model.outputs.length === 1 ? "Output" : "Outputs", model.outputs),
    ),
    element(
      "fieldset",
      {},
      element("legend", { class: "screen-reader-only" }, "Options"),
      element("label", {}, "Batch size", batch),
      element("button", { class: "convert primary", type: "submit" }, "Convert"),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onConvert({ batchSize: batch.value === "" ? undefined : Number(batch.value) });
  });
  return form;
}

function ports(title: string, list: readonly ModelPort[]): HTMLElement[] {
  const items = list.map((port) =>
    element("li", {}, element("b", {}, port.name), ` ${portText(port)}`)
  );
  return [element("dt", {}, title), element("dd", {}, element("ul", {}, ...items))];
}
