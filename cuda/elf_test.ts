import assert from "node:assert/strict";
import { join } from "node:path";
import { WeftError } from "../error.ts";
import { readSharedLibrary } from "./elf.ts";
import { librarySearch } from "./library_search.ts";
import { writeSharedLibrary } from "./testing/shared_library.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readSharedLibrary() reads what a library needs and where it asks to look", () =>
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

Deno.test("readSharedLibrary() refuses what is no library, cut short anywhere or broken", () =>
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
    await refused(new Uint8Array(0), /cut short/);
    await refused(new TextEncoder().encode("<html>".padEnd(100)), /no ELF file/);
    for (const length of [10, 64, 100, 180, whole.length - 200]) {
      await refused(whole.slice(0, length), /cut short/);
    }
    await refused(whole.with(4, 1), /64-bit/);
    await refused(whole.with(39, 0xff), /make no sense|cut short/);
  }));

Deno.test("librarySearch() looks in LD_LIBRARY_PATH, then where the library asks, then in the cache", () =>
  inFolder(async (folder) => {
    const [first, second] = [join(folder, "first"), join(folder, "second")];
    const cache = join(folder, "cache");
    for (const each of [first, second]) {
      await Deno.mkdir(each);
      await Deno.writeTextFile(join(each, "libboth.so.1"), "");
    }
    await Deno.writeTextFile(join(second, "libown.so.1"), "");
    await Deno.writeTextFile(
      cache,
      "glibc-ld.so.cache1.1\0\0libboth.so.1\0/usr/lib/libboth.so.1\0libonly.so.1\0/usr/lib/libonly.so.1\0",
    );
    const { find } = await librarySearch([second], first, cache);
    assert.equal(await find("libboth.so.1"), join(first, "libboth.so.1"));
    assert.equal(await find("libown.so.1"), join(second, "libown.so.1"));
    assert.equal(await find("libonly.so.1"), "/usr/lib/libonly.so.1");
    assert.equal(await find("libnone.so.1"), undefined);
    assert.equal(await (await librarySearch([], "", join(folder, "no"))).find("a"), undefined);
  }));
