import assert from "node:assert/strict";
import { readZoo, readZooFile } from "../../infer/zoo.ts";
import { readPageFile, smallerVariant } from "./page_files.ts";

const { models } = await readZoo();
const lenet = models.lenet!;

Deno.test("every file of the zoo is made for the page as it was measured", async () => {
  for (const [name, model] of Object.entries(models)) {
    const { page, measured } = model.variants!;
    for (const [file, { bytes }] of Object.entries(measured[page]!.files)) {
      assert.equal((await readPageFile(`zoo:${name}`, file, model)).length, bytes);
    }
  }
});

Deno.test("a variant that differs from the measured one is refused, with what to do", async () => {
  const { measured, ...rest } = lenet.variants!;
  const other = { "model.onnx": { bytes: 1, sha256: "0" } };
  const variants = {
    ...rest,
    measured: { ...measured, int8: { ...measured.int8!, files: other } },
  };
  await assert.rejects(
    readPageFile("zoo:lenet", "model.onnx", { ...lenet, variants }),
    /its int8 variant of model\.onnx is not the one that was measured/,
  );
});

Deno.test("a model without measurements, or whose choice is float32, is shown as it is", async () => {
  const { variants, ...unmeasured } = lenet;
  const bytes = await readZooFile("zoo:lenet", "model.onnx");
  assert.deepEqual(await readPageFile("zoo:lenet", "model.onnx", unmeasured), bytes);
  assert.equal(smallerVariant(unmeasured), undefined);
  assert.equal(
    smallerVariant({ ...lenet, variants: { ...variants!, page: "float32" } }),
    undefined,
  );
  assert.equal(smallerVariant(lenet)!.float32Bytes, bytes.length);
});
