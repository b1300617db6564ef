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

Deno.test("readSharedLibrary() accepts parts that end with the file, and none that end behind it", () =>
  inFolder(async (folder) => {
    const path = join(folder, "lib.so");
    await writeSharedLibrary(path, { needs: ["libc.so.6"], runpath: "" });
    const whole = await Deno.readFile(path);
    const isWhole = async (change: (view: DataView) => void) => {
      const bytes = whole.slice();
      change(new DataView(bytes.buffer));
      await Deno.writeFile(path, bytes);
      return await readSharedLibrary(path).then(() => true, (error) => {
        assert.match(error.message, /truncated/);
        return false;
      });
    };
    /** A table of two sections of 40 bytes each. */
    const sections = (end: number) => (view: DataView) => {
      view.setBigUint64(40, BigInt(end - 80), true);
      view.setUint16(58, 40, true);
      view.setUint16(60, 2, true);
    };
    assert.ok(await isWhole(sections(whole.length)));
    assert.ok(!await isWhole(sections(whole.length + 1)));
    /** The first segment is loaded, from byte 8 on. */
    const loaded = (end: number) => (view: DataView) => {
      view.setBigUint64(64 + 8, 8n, true);
      view.setBigUint64(64 + 32, BigInt(end - 8), true);
    };
    assert.ok(await isWhole(loaded(whole.length)));
    assert.ok(!await isWhole(loaded(whole.length + 1)));
  }));

Deno.test("readSharedLibrary() finds names only in a segment that is loaded", () =>
  inFolder(async (folder) => {
    const path = join(folder, "lib.so");
    await writeSharedLibrary(path, { needs: ["libc.so.6"], runpath: "" });
    const bytes = await Deno.readFile(path), view = new DataView(bytes.buffer);
    const dynamicAt = Number(view.getBigUint64(64 + 56 + 8, true));
    const names = view.getBigUint64(dynamicAt + 16 + 8, true); // behind the name that is needed
    const start = view.getBigUint64(64 + 16, true);
    view.setBigUint64(64 + 32, names - start + 1n, true); // its last byte is the first of the names
    await Deno.writeFile(path, bytes);
    assert.deepEqual((await readSharedLibrary(path)).needs, ["libc.so.6"]);
    view.setBigUint64(64 + 32, names - start, true);
    await Deno.writeFile(path, bytes);
    await assert.rejects(readSharedLibrary(path), /its table of names is missing/);
  }));
