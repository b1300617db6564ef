import assert from "node:assert/strict";
import { join } from "node:path";
import { run } from "../../tests/command.ts";
import { needs } from "../../tests/needs.ts";
import { withSmallDisk } from "../../tests/small_disk.ts";
import { PROVIDER, PROVIDER_FILES } from "../../runtime/cuda/provider_files.ts";
import { inFolder } from "../../cli/testing/folder.ts";
import {
  assertInstalled,
  assertRefused,
  flat,
  hashOf,
  namesIn,
  VERSION,
  withScene,
  writeProvider,
} from "./testing/scene.ts";

const OLD_BYTES = "another version of the provider";

Deno.test(
  "setup:cuda --from a folder installs the libraries, and the second time nothing",
  withScene(async ({ folder, from, setUp }) => {
    await writeProvider(from);
    const first = await setUp(["--from", from]);
    assert.equal(first.code, 0, first.stderr);
    assertInstalled(folder, from);
    assert.match(flat(first.stdout), /Provider not installed copied from/);
    assert.match(first.stdout, /^ {2}libcudart\.so\.13 {5}not found$/m);
    assert.match(first.stdout, /^ {2}libcudnn\.so\.9 {7}not found$/m);
    assert.match(first.stdout, /^ {2}Not yet {13}no GPU\. → Buy one\. Then: deno task doctor$/m);
    const before = PROVIDER_FILES.map((name) => Deno.statSync(join(folder, name)).ino);
    const second = await setUp(["--from", from]);
    assert.match(second.stdout, /^ {2}Provider {12}installed already$/m);
    assert.deepEqual(PROVIDER_FILES.map((name) => Deno.statSync(join(folder, name)).ino), before);
  }),
);

Deno.test(
  "setup:cuda --json prints the report on stdout and the rest on stderr",
  withScene(async ({ folder, from, setUp }) => {
    await writeProvider(from);
    const nvidia = {
      gpus: [{ name: "NVIDIA H100", driver: "580.1", memoryBytes: 2 ** 36 }],
      cuda: "13.0",
    };
    const { stdout, stderr } = await setUp(["--json", "--from", from], {
      readNvidia: () => Promise.resolve(nvidia),
      probe: () => Promise.resolve(undefined),
    });
    const report = JSON.parse(stdout);
    assert.deepEqual(
      { ...report, libraries: report.libraries.map(({ name }: { name: string }) => name) },
      {
        version: VERSION,
        folder: folder,
        installedFrom: from,
        libraries: ["libcudart.so.13", "libcuda.so.1", "libcudnn.so.9"],
        nvidia,
        works: true,
        obstacle: null,
      },
    );
    assert.match(stderr, /NVIDIA H100 {9}driver 580\.1/);
    assert.match(stderr, /Works .*deno task infer/);
  }),
);

Deno.test(
  "setup:cuda replaces libraries of another version without writing into their hard links",
  withScene(async ({ folder, from, setUp }) => {
    await writeProvider(from);
    await writeProvider(folder, { machine: 183 });
    assert.match(flat((await setUp(["--from", from])).stdout), /it is for another processor/);
    assertInstalled(folder, from);
    await writeProvider(folder, { text: `TF32\x001.29.0` });
    const cached = join(from, "cached.so");
    await Deno.link(join(folder, PROVIDER), cached);
    const before = hashOf(cached);
    const { stdout, code } = await setUp(["--from", from]);
    assert.equal(code, 0);
    assert.match(flat(stdout), /cuda\.so: its version is not 1\.30\.0/);
    assertInstalled(folder, from);
    assert.equal(hashOf(cached), before);
    assert.equal(Deno.statSync(join(folder, PROVIDER)).nlink, 1);
  }),
);

Deno.test(
  "setup:cuda refuses files that are not the provider, and keeps the existing ones",
  withScene(async ({ folder, from, setUp }) => {
    await Deno.writeTextFile(join(folder, PROVIDER), OLD_BYTES);
    const refused = async (given: string, message: RegExp) => {
      assertRefused(await setUp(["--from", given]), message);
      assert.deepEqual(namesIn(folder), [PROVIDER]);
      assert.equal(Deno.readTextFileSync(join(folder, PROVIDER)), OLD_BYTES);
    };
    await refused(join(from, "no"), /Cannot read .*no: no such file or folder/);
    await refused(from, /Cannot find the CUDA provider in .*from\. Give http/);
    const other = /providers_cuda\.so of .*from: its SHA-256 is .*, not the one of .*\. Give http/;
    await writeProvider(from, { text: `TF32\x001.29.0` });
    await refused(from, other);
    await writeProvider(from);
    const whole = await Deno.readFile(join(from, PROVIDER));
    await Deno.writeFile(join(from, PROVIDER), whole.slice(0, -200));
    await refused(from, other);
    await Deno.writeFile(join(from, PROVIDER_FILES[0]), whole);
    await refused(from, /providers_shared\.so of .*from: its SHA-256 is /);
    await refused(join(from, PROVIDER), /Cannot use .*providers_cuda\.so: its SHA-256 is /);
  }),
);

Deno.test(
  "setup:cuda reports a full disk and leaves no file",
  needs("a small disk"),
  withScene(async ({ folder, from, setUp }) => {
    await writeProvider(from, { text: `${"code".repeat(100_000)}\0${VERSION}` });
    await withSmallDisk(folder, 100, async () => {
      assertRefused(
        await setUp(["--from", from]),
        /Cannot write .*providers_cuda\.so: no space is left on the disk\. Free some space/,
      );
      assert.deepEqual(namesIn(folder), []);
    });
  }),
);

Deno.test(
  "setup:cuda leaves no file when it is stopped",
  withScene(async ({ folder, from, setUp }) => {
    await writeProvider(from);
    const { code } = await setUp(["--from", from], {}, AbortSignal.abort());
    assert.equal(code, 130);
    assert.deepEqual(namesIn(folder), []);
  }),
);

Deno.test(
  "setup:cuda refuses a system without CUDA in ONNX Runtime",
  withScene(async ({ setUp }) => {
    assertRefused(await setUp([], { system: "darwin arm64" }), /no CUDA for darwin arm64/);
  }),
);

Deno.test({
  name: "deno task setup:cuda works with the permissions of its task",
  ...needs("Linux", "an x86-64 processor"),
  fn: () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await run("setup:cuda", ["--from", folder]);
      assert.match(stdout, /^1\. ONNX Runtime's CUDA provider/);
      // Where the provider is installed already, the empty folder is not read.
      if (/installed already/.test(stdout)) assert.equal(code, 0, stderr);
      else assert.match(stderr, /^error: Cannot find the CUDA provider in /);
    }),
});
