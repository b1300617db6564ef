import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../../cli/testing/folder.ts";
import type { RequestContext } from "./hosts.ts";
import { makeMaps } from "./maps.ts";
import type { ParityRuntime } from "./runtimes.ts";

/** Makes maps of `rows` points with runtimes that answer with what they are asked. */
const mapsOf = (
  rows: number,
  runtimes: Readonly<Record<string, unknown>>,
  signal = new AbortController().signal,
) =>
  inFolder(async (folder) => {
    const asked: unknown[] = [], begun: string[] = [];
    const table = Object.entries(runtimes).map(([name, answer]) => ({
      ...{ name, backend: "cpu", host: name.split(" ")[0] },
      run: (request: unknown) => {
        asked.push(request);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    })) as unknown as ParityRuntime[];
    const values = Float32Array.from({ length: rows * 3 }, (_, i) => i);
    const workspace = { folder, newResults: () => Promise.resolve(folder) };
    const maps = await makeMaps({ values, width: 3 }, table, {
      ...{ signal, workspace: workspace as unknown as RequestContext["workspace"] },
      onRuntime: (name) => begun.push(name),
    });
    const file = await Deno.readFile(join(folder, "features.bin")).catch(() => undefined);
    const written = file && new Float32Array(file.slice().buffer);
    return { maps, asked, begun, written };
  });

Deno.test("each host makes one map; an absent one has none, and a failure is recorded", async () => {
  const { maps, asked, begun, written } = await mapsOf(10, {
    "Deno 1": { host: "Deno 2.9", hash: "aa" },
    "Deno 2": { host: "never asked" },
    "Node 1": { absent: "there is no node" },
    "Firefox 1": new Error("it crashed"),
  });
  assert.deepEqual(maps, [
    { engine: "Deno 2.9", hash: "aa" },
    { engine: "Firefox", error: "it crashed" },
  ]);
  assert.deepEqual(begun, ["t-SNE in Deno", "t-SNE in Node", "t-SNE in Firefox"]);
  assert.deepEqual(asked[0], { kind: "map", count: 10, dimensions: 3, iterations: 300 });
  assert.deepEqual(written, Float32Array.from({ length: 30 }, (_, i) => i));
});

Deno.test("maps are of 10 to 2,000 points", async () => {
  const runtimes = { "Deno 1": { host: "Deno", hash: "aa" } };
  assert.deepEqual((await mapsOf(9, runtimes)).maps, []);
  const { asked, written } = await mapsOf(2001, runtimes);
  assert.equal((asked[0] as { count: number }).count, 2000);
  assert.equal(written!.length, 6000);
});

Deno.test("an abort ends the maps", async () => {
  const stopped = AbortSignal.abort(new Error("stopped"));
  await assert.rejects(mapsOf(10, { "Deno 1": new Error("killed") }, stopped), /stopped/);
});
