import assert from "node:assert/strict";
import { join } from "node:path";
import { run, succeed } from "./command.ts";
import { needs } from "./needs.ts";
import { FEW, SHORT, smallDataFlags, withSmallData } from "./small_data.ts";
import { withSmallDisk } from "./small_disk.ts";

Deno.test(
  "train reports a full disk, keeps the last checkpoint and can be resumed",
  needs("a small disk"),
  () =>
    withSmallData(async (folder) => {
      const disk = join(folder, "disk");
      await Deno.mkdir(disk);
      // The disk has room for one checkpoint of 743 kB, but not for two.
      await withSmallDisk(disk, 1200, async () => {
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
      });
    }, FEW),
);
