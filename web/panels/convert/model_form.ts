// This module is browser compatible.
import { element } from "../element.ts";
import { createInputFields, type InputFields } from "./input_fields.ts";
import type { ConvertOptions, ModelDescription, ModelPort } from "./messages.ts";
import { countText, portText } from "./texts.ts";

/**
 * Shows a model that was loaded, with a field for each length that the conversion has to know.
 *
 * @param onConvert Called when the user converts it.
 */
export function modelForm(
  model: ModelDescription,
  onConvert: (options: ConvertOptions) => void,
): HTMLFormElement {
  const { name, kind, parameters, writtenBy } = model;
  const inputs = model.inputs.map(createInputFields);
  const free = inputs.flatMap(({ labels }) => labels);
  const batch = element("input", { type: "number", min: 1, step: 1, placeholder: "any" });
  const ends = element("input", { type: "text", placeholder: "all", spellcheck: "false" });
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
      element(
        "legend",
        { class: free.length > 0 ? undefined : "screen-reader-only" },
        free.length > 0 ? "The model leaves lengths free: choose them" : "Options",
      ),
      ...free,
      element("label", {}, "Batch size", batch),
      // A model can end in front of an operation that cannot be compiled.
      element("label", {}, kind === "graph model" ? "Outputs or nodes" : "Layers to end at", ends),
      element("button", { class: "convert primary", type: "submit" }, "Convert"),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onConvert({
      batchSize: batch.value === "" ? undefined : Number(batch.value),
      shapes: chosenShapes(inputs),
      outputs: ends.value.split(",").map((name) => name.trim()).filter(Boolean),
    });
  });
  return form;
}

function ports(title: string, list: readonly ModelPort[]): HTMLElement[] {
  const items = list.map((port) =>
    element("li", {}, element("b", {}, port.name), ` ${portText(port)}`)
  );
  return [element("dt", {}, title), element("dd", {}, element("ul", {}, ...items))];
}

/** The shapes of the inputs with fields. */
function chosenShapes(inputs: readonly InputFields[]): ConvertOptions["shapes"] {
  const chosen = inputs.filter(({ labels }) => labels.length > 0);
  return Object.fromEntries(chosen.map(({ name, shape }) => [name, shape()]));
}
