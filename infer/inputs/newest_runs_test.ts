import assert from "node:assert/strict";
import { join } from "node:path";
import { newestRuns } from "./newest_runs.ts";

Deno.test("newestRuns() finds the last finished run of each model", async () => {
  const runs = await Deno.makeTempDir();
  try {
    const write = async (name: string, model: string, seconds: number) => {
      const folder = join(runs, name);
      await Deno.mkdir(folder);
      await Deno.writeTextFile(join(folder, "summary.json"), JSON.stringify({ model }));
      await Deno.utime(join(folder, "summary.json"), seconds, seconds);
    };
    await write("late", "vae", 300);
    await write("early", "vae", 100);
    await write("only", "lenet", 200);
    await Deno.mkdir(join(runs, "broken"));
    assert.deepEqual([...await newestRuns(runs)], [
      ["lenet", join(runs, "only")],
      ["vae", join(runs, "late")],
    ]);
    assert.equal((await newestRuns(join(runs, "nowhere"))).size, 0);

    for (const text of ["{", "null", "{}", `{"model":7}`]) {
      await Deno.writeTextFile(join(runs, "late", "summary.json"), text);
      const lines: string[] = [];
      const found = await newestRuns(runs, (line) => lines.push(line));
      assert.equal(found.get("vae"), join(runs, "early"), text);
      assert.deepEqual(lines, [`${join(runs, "late")} is left out: its summary.json is damaged`]);
    }
  } finally {
    await Deno.remove(runs, { recursive: true });
  }
});
