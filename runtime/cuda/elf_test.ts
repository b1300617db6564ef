import assert from "node:assert/strict";
import { join } from "node:path";
import { WeftError } from "../../error.ts";
import { readSharedLibrary } from "./elf.ts";
import { inFolder } from "../../cli/testing/folder.ts";
import { writeSharedLibrary } from "./testing/shared_library.ts";

Deno.test("readSharedLibrary() reads needed libraries and the run path", () =>
  inFolder(async (folder) => {
    const path = join(folder, "lib.so");
    await writeSharedLibrary(path, {
      needs: ["libcudart.so.12", "libc.so.6"],
      runpath: "$ORIGIN:/opt",
    });
    assert.deepEqual(await readSharedLibrary(path), {
      machine: 62,
      needs: ["libcudart.so.12", "libc.so.6"],
      runpath: ["$ORIGIN", "/opt"],
    });
  }));

Deno.test("readSharedLibrary() refuses a file that is no library, truncated or broken", () =>
  inFolder(async (folder) => {
    const path = join(folder, "lib.so");
    await writeSharedLibrary(path, { needs: ["libc.so.6"], runpath: "" });
    const whole = await Deno.readFile(path);
    const refused = async (bytes: Uint8Array, why: RegExp) => {
      await Deno.writeFile(path, bytes);
      await assert.rejects(
        readSharedLibrary(path),
        (error) => error instanceof WeftError && why.test(error.message),
      );
    };
    await refused(new Uint8Array(0), /truncated/);
    await refused(new TextEncoder().encode("<html>".padEnd(100)), /not an ELF file/);
    for (const length of [10, 64, 100, 180, whole.length - 200]) {
      await refused(whole.slice(0, length), /truncated/);
    }
    await refused(whole.with(4, 1), /64-bit/);
    await refused(whole.with(39, 0xff), /invalid|truncated/);
    await refused(whole.with(54, 0), /headers are invalid/); // entries of segments of no size
  }));
