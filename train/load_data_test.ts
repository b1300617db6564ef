import assert from "node:assert/strict";
import { join } from "node:path";
import { record } from "../cli/testing/recorded.ts";
import { encodeIdx } from "../data/idx.ts";
import { loadData } from "./load_data.ts";

Deno.test("loadData() reads a folder, and shows its notices", async () => {
  const folder = await Deno.makeTempDir();
  const stderr = record();
  const context = { stderr, signal: new AbortController().signal };
  try {
    for (const [part, count] of [["train", 3], ["t10k", 2]] as const) {
      const images = encodeIdx([count, 28, 28], new Uint8Array(count * 784));
      await Deno.writeFile(join(folder, `${part}-images-idx3-ubyte`), images);
      const labels = encodeIdx([count], new Uint8Array(count));
      await Deno.writeFile(join(folder, `${part}-labels-idx1-ubyte`), labels);
    }
    await assert.rejects(loadData(folder, false, context), { code: "data", hint: /--unverified/ });
    assert.equal(stderr.text, "");
    const { train, test } = await loadData(folder, true, context);
    assert.deepEqual([train.count, test.count], [3, 2]);
    assert.match(stderr.text, /are not Fashion-MNIST; using them unverified\n$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
