// This module is browser compatible.
import type { Port } from "../../../onnx/port.ts";
import { variantMarkdown, type WrittenVariant } from "./variant_table.ts";

/** The content of a model card. */
export interface CardContent {
  /** The name of the model. */
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly parameters: number;
  readonly variants: readonly WrittenVariant[];
  /** The rows of a timed run. */
  readonly rows: number;
  /** The number of pictures that files were compared on; 0 for random inputs. */
  readonly pictures: number;
}

/**
 * The model card: a README.md with the metadata of a model hub in front. It has no license, because
 * a model.json does not name one: the owner of the model adds it.
 */
export function modelCard(content: CardContent): string {
  const { name, inputs, outputs, parameters, variants, rows, pictures } = content;
  const on = pictures > 0 ? `${pictures} pictures` : "random inputs";
  const notes = variants.flatMap(({ file, notes }) =>
    notes.length === 0
      ? []
      : [`\nIn \`${file}\` these nodes compute in float32:\n`, ...notes.map((note) => `- ${note}`)]
  );
  const dtypes = variants.map(({ kind }) => kind === "float32" ? "fp32" : kind).join(", ");
  return `---
library_name: transformers.js
tags:
- onnx
- tfjs
---

# ${name}

A TensorFlow.js model as ONNX with ${parameters.toLocaleString("en")} parameters. weft exported it
and compared it with TensorFlow.js on random inputs.

| | name | type | shape |
| --- | --- | --- | --- |
${[...portRows("input", inputs), ...portRows("output", outputs)].join("\n")}

## Files

${variantMarkdown(variants)}

The difference is from the float32 file on ${on}, relative to the largest number of an output.
Times are those of ${rows} ${
    rows === 1 ? "row" : "rows"
  } on one thread of the machine that exported it.
${notes.length > 0 ? `${notes.join("\n")}\n` : ""}
## Use

With ONNX Runtime:

\`\`\`js
import * as ort from "onnxruntime-web";

const session = await ort.InferenceSession.create("onnx/model.onnx");
\`\`\`

With Transformers.js, from a hub; \`dtype\` chooses the file (${dtypes}):

\`\`\`js
import { AutoModel } from "@huggingface/transformers";

const model = await AutoModel.from_pretrained("USER/${name}", { dtype: "fp32" });
\`\`\`
`;
}

function portRows(kind: string, ports: readonly Port[]): string[] {
  return ports.map(({ name, type, shape }) =>
    `| ${kind} | \`${name}\` | ${type} | ${shape ? `[${shape.join(", ")}]` : "any"} |`
  );
}
