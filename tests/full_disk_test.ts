import assert from "node:assert/strict";
import { join } from "node:path";
import { run, say, succeed } from "./command.ts";
import { FEW, SHORT, smallDataFlags, withSmallData } from "./small_data.ts";
import { mountSmallDisk, unmount } from "./small_disk.ts";

Deno.test("train reports a full disk, keeps the last checkpoint and can be resumed", () =>
  withSmallData(async (folder) => {
    const disk = join(folder, "disk");
    await Deno.mkdir(disk);
    // The disk has room for one checkpoint of 743 kB, but not for two.
    const refused = await mountSmallDisk(disk, 1200);
    if (refused !== undefined) {
      say(`skipped, a small disk cannot be mounted here: ${refused}`);
      return;
    }
    try {
      const out = join(disk, "run");
      const args = [...SHORT, ...smallDataFlags(folder), "--checkpoint-every", "0", "--out", out];
      const { code, stderr } = await run("train", args);
      assert.equal(code, 1, stderr);
      assert.match(
        stderr,
        /^error: Cannot write .*checkpoint\.safetensors: no space is left on the disk\. Free some space/m,
      );
      const names = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
      assert.deepEqual(names, ["checkpoint.safetensors", "config.json", "figures"]);
      const moved = join(folder, "moved");
      await Deno.mkdir(join(moved, "figures"), { recursive: true });
      for (const name of ["checkpoint.safetensors", "config.json"]) {
        await Deno.copyFile(join(out, name), join(moved, name));
      }
      await succeed("train", ["--resume", moved]);
    } finally {
      await unmount(disk);
    }
  }, FEW));
