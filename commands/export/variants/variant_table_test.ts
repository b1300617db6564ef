import assert from "node:assert/strict";
import { modelCard } from "./model_card.ts";
import { variantMarkdown, variantText, type WrittenVariant } from "./variant_table.ts";

const VARIANTS: readonly WrittenVariant[] = [
  {
    ...{ kind: "float32", file: "onnx/model.onnx", bytes: 100_000, how: "float32", notes: [] },
    ...{ difference: 0, milliseconds: { cpu: 1.234, wasm: 12.345 } },
  },
  {
    ...{ kind: "fp16", file: "onnx/model_fp16.onnx", bytes: 51_250, how: "float16" },
    ...{ difference: 0.00123, milliseconds: { cpu: 1.5, wasm: 2 }, notes: ["a (LSTM): why"] },
  },
];

Deno.test("the table of files is aligned, with the notes of each file below", () => {
  assert.deepEqual(variantText(VARIANTS).split("\n"), [
    "",
    "file                  size     computes in  largest difference  cpu      wasm",
    "onnx/model.onnx       0.10 MB  float32      –                   1.23 ms  12.35 ms",
    "onnx/model_fp16.onnx  51.3 kB  float16      1.2e-3              1.50 ms  2.00 ms",
    "in float32 in onnx/model_fp16.onnx:",
    "  a (LSTM): why",
    "",
  ]);
  assert.equal(variantText([]), "");
});

Deno.test("the table in Markdown has the same cells", () => {
  assert.deepEqual(variantMarkdown(VARIANTS).split("\n"), [
    "| file | size | computes in | largest difference | cpu | wasm |",
    "| --- | ---: | --- | ---: | ---: | ---: |",
    "| `onnx/model.onnx` | 0.10 MB | float32 | – | 1.23 ms | 12.35 ms |",
    "| `onnx/model_fp16.onnx` | 51.3 kB | float16 | 1.2e-3 | 1.50 ms | 2.00 ms |",
  ]);
});

const CONTENT = {
  ...{ name: "words", parameters: 12_345, variants: VARIANTS, rows: 1, pictures: 0 },
  inputs: [{ name: "tokens", type: "int32", shape: ["batch", 6] }],
  outputs: [{ name: "out", type: "float32" }],
};

Deno.test("a model card has ports, files, notes and the way to use them", () => {
  const card = modelCard(CONTENT);
  for (
    const part of [
      "# words\n\nA TensorFlow.js model as ONNX with 12,345 parameters.",
      "| input | `tokens` | int32 | [batch, 6] |\n| output | `out` | float32 | any |\n\n## Files\n",
      `\n${variantMarkdown(VARIANTS)}\n`,
      "from the float32 file on random inputs, relative",
      "Times are those of 1 row on one thread",
      "\n\nIn `onnx/model_fp16.onnx` these nodes compute in float32:\n\n- a (LSTM): why\n\n## Use\n",
      "chooses the file (fp32, fp16):",
      'from_pretrained("USER/words"',
    ]
  ) assert.ok(card.includes(part), `${part} is not in\n${card}`);
});

Deno.test("a model card says how many pictures and rows there were, and has no empty notes", () => {
  const card = modelCard({ ...CONTENT, variants: VARIANTS.slice(0, 1), rows: 2, pictures: 12 });
  assert.match(card, /on 12 pictures, relative .*\nTimes are those of 2 rows on one thread/);
  assert.match(card, /exported it\.\n\n## Use/);
});
