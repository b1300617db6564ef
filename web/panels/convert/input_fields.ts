// This module is browser compatible.
import { element } from "../element.ts";
import type { ModelPort } from "./messages.ts";

/** Fields for the lengths that an input leaves free. */
export interface InputFields {
  /** The name of the input. */
  readonly name: string;
  /** The fields with their labels; none when only the batch is free. */
  readonly labels: readonly HTMLLabelElement[];
  /** The shape with the lengths of the fields; a null length is the batch. */
  readonly shape: () => (number | null)[];
}

/** Lengths with commas; `batch` may stand for the first. */
const SHAPE = String.raw`\s*(batch|[1-9]\d*)\s*(,\s*[1-9]\d*\s*)*`;

/**
 * Makes the fields of an input: one for each free length besides the batch, or one for the whole
 * shape when the model does not say how many axes it has.
 */
export function createInputFields({ name, shape }: ModelPort): InputFields {
  if (!shape) {
    const field = element("input", {
      ...{ type: "text", required: true, pattern: SHAPE, placeholder: "batch, 224, 224, 3" },
      title: "Lengths with commas; batch may stand for the first",
    });
    const label = element("label", {}, `${name}, shape`, field);
    return { name, labels: [label], shape: () => parseShape(field.value) };
  }
  const fields = new Map<number, HTMLInputElement>();
  const labels = shape.flatMap((length, axis) => {
    if (length !== null || axis === 0) return [];
    const field = element("input", { type: "number", min: 1, step: 1, required: true });
    fields.set(axis, field);
    return [element("label", {}, `${name}, axis ${axis}`, field)];
  });
  const lengthAt = (axis: number) => fields.has(axis) ? Number(fields.get(axis)!.value) : null;
  return { name, labels, shape: () => shape.map((length, axis) => length ?? lengthAt(axis)) };
}

/** Reads a shape such as `batch, 224, 224, 3`. */
function parseShape(text: string): (number | null)[] {
  return text.split(",").map((word) => word.trim() === "batch" ? null : Number(word));
}
