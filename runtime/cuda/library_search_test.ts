import assert from "node:assert/strict";
import { join } from "node:path";
import { librarySearch } from "./library_search.ts";
import { inFolder } from "../../cli/testing/folder.ts";

Deno.test("librarySearch() searches LD_LIBRARY_PATH, then the given folders, then the cache", () =>
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
      "glibc-ld.so.cache1.1\0\0libboth.so.1\0/usr/lib/libboth.so.1\0" +
        "libonly.so.1\0/usr/lib/libonly.so.1\0",
    );
    const { find } = await librarySearch([second], first, cache);
    assert.equal(await find("libboth.so.1"), join(first, "libboth.so.1"));
    assert.equal(await find("libown.so.1"), join(second, "libown.so.1"));
    assert.equal(await find("libonly.so.1"), "/usr/lib/libonly.so.1");
    assert.equal(await find("libnone.so.1"), undefined);
    assert.equal(await (await librarySearch([], "", join(folder, "no"))).find("a"), undefined);
  }));
