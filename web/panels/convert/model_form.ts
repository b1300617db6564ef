// This module is browser compatible.
import { element } from "../element.ts";
import type { ConvertOptions, ModelDescription, ModelPort } from "./messages.ts";
import { countText, portText } from "./texts.ts";

/** A length besides the batch that the model leaves free. */
interface FreeLength {
  readonly input: ModelPort;
  readonly axis: number;
}

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
  const free = freeLengths(model);
  const batch = numberField("Batch size", { placeholder: "any" });
  const fields = free.map(({ input, axis }) =>
    numberField(`${input.name}, axis ${axis}`, { required: true })
  );
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
        free.length > 0 ? "The model leaves lengths free: choose them" : "Lengths",
      ),
      ...fields.map(({ label }) => label),
      batch.label,
      element("button", { class: "convert primary", type: "submit" }, "Convert"),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const lengths = fields.map(({ input }) => Number(input.value));
    onConvert({
      batchSize: batch.input.value === "" ? undefined : Number(batch.input.value),
      shapes: chosenShapes(model, free, lengths),
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

function numberField(title: string, attributes: { placeholder?: string; required?: boolean }) {
  const input = element("input", { type: "number", min: 1, step: 1, ...attributes });
  return { input, label: element("label", {}, title, input) };
}

function freeLengths({ inputs }: ModelDescription): FreeLength[] {
  return inputs.flatMap((input) =>
    (input.shape ?? []).flatMap((length, axis) =>
      length === null && axis > 0 ? [{ input, axis }] : []
    )
  );
}

/** The shapes of the inputs that have free lengths, with the chosen numbers in their places. */
function chosenShapes(
  { inputs }: ModelDescription,
  free: readonly FreeLength[],
  lengths: readonly number[],
): ConvertOptions["shapes"] {
  const chosen = inputs.filter((input) => free.some((each) => each.input === input));
  return Object.fromEntries(chosen.map((input) => [
    input.name,
    input.shape!.map((length, axis) =>
      lengths[free.findIndex((each) => each.input === input && each.axis === axis)] ?? length
    ),
  ]));
}
