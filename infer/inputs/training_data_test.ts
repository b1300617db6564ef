import assert from "node:assert/strict";
import { join } from "node:path";
import { trainingData } from "./training_data.ts";

Deno.test("trainingData() reads the data of a run, and gives auto for other models", async () => {
  const folder = await Deno.makeTempDir();
  const cases: [config: string, data: string, unverified: boolean][] = [
    [`{"dataset":{"data":"auto","synthetic":false,"verified":true}}`, "auto", false],
    [`{"dataset":{"data":"auto","synthetic":true,"verified":false}}`, "synthetic", false],
    [`{"dataset":{"data":"my/data","synthetic":false,"verified":true}}`, "my/data", false],
    [`{"dataset":{"data":"my/data","synthetic":false,"verified":false}}`, "my/data", true],
    [`{"dataset":{"data":7}}`, "auto", false],
    [`{}`, "auto", false],
    [`not JSON`, "auto", false],
  ];
  try {
    const model = { folder };
    assert.deepEqual(await trainingData(model), { data: "auto", unverified: false });
    for (const [config, data, unverified] of cases) {
      await Deno.writeTextFile(join(folder, "config.json"), config);
      assert.deepEqual(await trainingData(model), { data, unverified }, config);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
