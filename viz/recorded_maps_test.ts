import assert from "node:assert/strict";
import { hashMaps } from "../tests/maps_entry.ts";
import committed from "../tests/maps_hashes.json" with { type: "json" };

for (const workers of [0, 2, undefined]) {
  Deno.test(`maps and their quality have the committed bytes with ${workers ?? "all"} workers`, async () => {
    assert.deepEqual(await hashMaps(workers), { hashes: committed, notices: [] });
  });
}
