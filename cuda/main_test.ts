import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import JSZip from "jszip";
import { join } from "node:path";
import { type Recorded, runRecorded } from "../cli/testing/recorded.ts";
import { run, say } from "../tests/command.ts";
import { mountSmallDisk, unmount } from "../tests/small_disk.ts";
import { entryNamed, readArchive } from "./archive.ts";
import { type CudaMachine, setUpCuda } from "./main.ts";
import { PROVIDER, PROVIDER_FILES } from "./provider_files.ts";
import { SPEC } from "./spec.ts";
import { inFolder } from "./testing/folder.ts";
import { writeSharedLibrary, type Written } from "./testing/shared_library.ts";

const VERSION = "1.30.0";
const OLD_BYTES = "the provider of another version";

/** A machine without a card, whose libraries belong into `place`, and a folder to take them from. */
interface Scene {
  readonly place: string;
  readonly from: string;
  readonly setUp: (
    args: string[],
    changes?: Partial<CudaMachine>,
    signal?: AbortSignal,
  ) => Promise<Recorded>;
}

function scene(test: (scene: Scene) => Promise<void>): () => Promise<void> {
  return () =>
    inFolder(async (folder) => {
      const [place, from] = [join(folder, "place"), join(folder, "from")];
      await Deno.mkdir(place);
      await Deno.mkdir(from);
      const machine: CudaMachine = {
        system: "linux x64",
        folder: place,
        version: VERSION,
        nuget: "http://127.0.0.1:1/",
        card: () => Promise.resolve(undefined),
        tryOut: () => Promise.resolve({ why: "no card", fix: "Buy one" }),
        patience: { connectTimeout: 2000, backoff: 5 },
      };
      await test({
        place,
        from,
        setUp: (args, changes = {}, signal) =>
          runRecorded(
            SPEC,
            (flags, context) => setUpCuda(flags, context, { ...machine, ...changes }),
            args,
            signal,
          ),
      });
    });
}

/** Writes both libraries into a folder as ONNX Runtime builds them, but for their code. */
async function writeProvider(folder: string, changes: Partial<Written> = {}): Promise<void> {
  await writeSharedLibrary(join(folder, PROVIDER_FILES[0]), { needs: ["libc.so.6"], runpath: "" });
  await writeSharedLibrary(join(folder, PROVIDER), {
    needs: ["libcudart.so.13", "libcuda.so.1", "libc.so.6"],
    runpath: "",
    text: `TF32\0${VERSION}`,
    ...changes,
  });
}

/** A NuGet package with both libraries, from a folder. */
async function packed(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  for (const name of PROVIDER_FILES) {
    zip.file(`runtimes/linux-x64/native/${name}`, await Deno.readFile(join(folder, name)));
  }
  zip.file("LICENSE.txt", "as it is ".repeat(10_000)); // behind them, so that a cut does not always hit them
  return new Uint8Array(await zip.generateAsync({ type: "arraybuffer", compression: "DEFLATE" }));
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** A text without its lines. */
const flat = (text: string) => text.replace(/\s+/g, " ");

const hashOf = (path: string) => createHash("sha256").update(Deno.readFileSync(path)).digest("hex");

function assertInstalled(place: string, from: string): void {
  assert.deepEqual(namesIn(place), [...PROVIDER_FILES].sort());
  for (const name of PROVIDER_FILES) {
    assert.equal(hashOf(join(place, name)), hashOf(join(from, name)));
  }
}

function assertRefused({ code, stderr }: Recorded, message: RegExp): void {
  assert.equal(code, 1);
  assert.match(stderr, /^error: .*\n$/m);
  assert.match(stderr, message);
}

Deno.test(
  "setup:cuda --from a folder installs the libraries, says what is missing, and has nothing to do the second time",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from);
    const first = await setUp(["--from", from]);
    assert.equal(first.code, 0, first.stderr);
    assertInstalled(place, from);
    assert.match(flat(first.stdout), /Provider not installed copied from/);
    assert.match(first.stdout, /^ {2}libcudart\.so\.13 {5}not found$/m);
    assert.match(first.stdout, /^ {2}libcudnn\.so\.9 {7}not found$/m);
    assert.match(first.stdout, /^ {2}Not yet {13}no card\. → Buy one\. Then: deno task doctor$/m);
    const before = PROVIDER_FILES.map((name) => Deno.statSync(join(place, name)).ino);
    const second = await setUp(["--from", from]);
    assert.match(second.stdout, /^ {2}Provider {12}installed already: nothing to do$/m);
    assert.deepEqual(PROVIDER_FILES.map((name) => Deno.statSync(join(place, name)).ino), before);
  }),
);

Deno.test(
  "setup:cuda --json prints what was found and done on stdout, and the rest on stderr",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from);
    const card = {
      gpus: [{ name: "NVIDIA H100", driver: "580.1", memoryBytes: 2 ** 36 }],
      cuda: "13.0",
    };
    const { stdout, stderr } = await setUp(["--json", "--from", from], {
      card: () => Promise.resolve(card),
      tryOut: () => Promise.resolve(undefined),
    });
    const report = JSON.parse(stdout);
    assert.deepEqual(
      { ...report, libraries: report.libraries.map(({ name }: { name: string }) => name) },
      {
        version: VERSION,
        folder: place,
        installedFrom: from,
        libraries: ["libcudart.so.13", "libcuda.so.1", "libcudnn.so.9"],
        nvidia: card,
        works: true,
        obstacle: null,
      },
    );
    assert.match(stderr, /NVIDIA H100 {9}driver 580\.1/);
    assert.match(stderr, /Works .*deno task infer/);
  }),
);

Deno.test(
  "setup:cuda replaces the libraries of another version, and leaves a hard link to them as it is",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from);
    await writeProvider(place, { text: `TF32\x001.29.0` });
    const cached = join(from, "cached.so");
    await Deno.link(join(place, PROVIDER), cached);
    const before = hashOf(cached);
    const { stdout, code } = await setUp(["--from", from]);
    assert.equal(code, 0);
    assert.match(flat(stdout), /cuda\.so: it is not of ONNX Runtime 1\.30\.0/);
    assertInstalled(place, from);
    assert.equal(hashOf(cached), before);
    assert.equal(Deno.statSync(join(place, PROVIDER)).nlink, 1);
  }),
);

Deno.test(
  "setup:cuda takes the libraries out of a package, given itself or by its folder",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from);
    const parts = join(from, "..", "stick");
    await Deno.mkdir(parts);
    const file = join(parts, "gpu.1.30.0.nupkg");
    await Deno.writeFile(file, await packed(from));
    for (const given of [file, parts]) {
      const { code, stderr, stdout } = await setUp(["--from", given]);
      assert.equal(code, 0, stderr);
      assert.match(flat(stdout), /copied from .*gpu\.1\.30\.0\.nupkg/);
      assertInstalled(place, from);
      await Deno.remove(place, { recursive: true });
      await Deno.mkdir(place);
    }
  }),
);

Deno.test(
  "setup:cuda refuses what is not the provider, in words, and leaves what was there as it was",
  scene(async ({ place, from, setUp }) => {
    await Deno.writeTextFile(join(place, PROVIDER), OLD_BYTES);
    const refused = async (given: string, message: RegExp) => {
      assertRefused(await setUp(["--from", given]), message);
      assert.deepEqual(namesIn(place), [PROVIDER]);
      assert.equal(Deno.readTextFileSync(join(place, PROVIDER)), OLD_BYTES);
    };
    await refused(join(from, "no"), /Cannot read .*no: no such file or folder/);
    await refused(from, /Cannot find the CUDA provider in .*from\. Give a folder with libonnx/);
    await writeProvider(from, { text: `TF32\x001.29.0` });
    await refused(from, /libonnxruntime_providers_cuda\.so of .*not of ONNX Runtime 1\.30\.0/);
    await writeProvider(from, { machine: 183 });
    await refused(from, /it is for another processor than x86-64/);
    await writeProvider(from);
    const whole = await Deno.readFile(join(from, PROVIDER));
    await Deno.writeFile(join(from, PROVIDER), whole.slice(0, -200));
    await refused(from, /providers_cuda\.so of .*: it is cut short\. Get it again, whole/);
    await Deno.writeTextFile(join(from, PROVIDER), "<html>Not found</html>".repeat(9));
    await refused(from, /it is no ELF file/);
    await refused(join(from, PROVIDER), /no ZIP archive/);
  }),
);

Deno.test(
  "setup:cuda refuses packages that are cut short, damaged, without the libraries, or several",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from, {
      text: `${Array.from({ length: 999 }, (_, i) => i * i)}\0${VERSION}`,
    });
    const bytes = await packed(from);
    const stick = join(from, "..", "stick");
    await Deno.mkdir(stick);
    const file = join(stick, "a.nupkg");
    const refused = async (contents: Uint8Array, message: RegExp, given = file) => {
      await Deno.writeFile(file, contents);
      assertRefused(await setUp(["--from", given]), message);
      assert.deepEqual(namesIn(place), []);
    };
    await refused(bytes.slice(0, bytes.length / 2), /no ZIP archive, or is cut short/);
    await Deno.writeFile(file, bytes);
    const { at, packedBytes } = entryNamed(await readArchive(join(stick, "a.nupkg")), PROVIDER)!;
    const middle = at + 100 + (packedBytes >> 1);
    await refused(bytes.with(middle, bytes[middle]! ^ 1), /damaged/);
    const other = await new JSZip().file("readme.txt", "").generateAsync({ type: "uint8array" });
    await refused(other, /libonnxruntime_providers_shared\.so is not in it/);
    await Deno.writeFile(join(stick, "b.whl"), bytes);
    await refused(bytes, /Cannot choose between .*: a\.nupkg, b\.whl\. Name one/, stick);
  }),
);

/** Serves NuGet on this machine: `answer` has the package and the first byte that is asked for. */
async function serving(
  answer: (request: Request, start: number) => Response,
  test: (nuget: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, onError: () => new Response(null) },
    (request) =>
      answer(request, Number(/=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0)),
  );
  try {
    await test(`http://127.0.0.1:${server.addr.port}/v3/`);
  } finally {
    await server.shutdown();
  }
}

Deno.test(
  "setup:cuda downloads the package of the very version, and continues where the connection broke",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from);
    const bytes = await packed(from);
    const asked: string[] = [];
    await serving((request, start) => {
      asked.push(`${new URL(request.url).pathname} ${start}`);
      const end = start === 0 ? bytes.length / 2 : bytes.length;
      const part = bytes.slice(start, end);
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(controller) {
          controller.enqueue(part);
          await new Promise((resolve) => setTimeout(resolve, 30)); // the bytes must leave first
          if (start === 0) controller.error(new Error("cable pulled"));
          else controller.close();
        },
      });
      const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
      return new Response(body, {
        status: start === 0 ? 200 : 206,
        headers: { "content-length": `${bytes.length - start}`, "content-range": range },
      });
    }, async (nuget) => {
      const { code, stdout, stderr } = await setUp([], { nuget });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /installed from Microsoft\.ML\.OnnxRuntime\.Gpu\.Linux 1\.30\.0/);
    });
    const path = "/v3/microsoft.ml.onnxruntime.gpu.linux/1.30.0/" +
      "microsoft.ml.onnxruntime.gpu.linux.1.30.0.nupkg";
    assert.deepEqual(asked, [`${path} 0`, `${path} ${Math.floor(bytes.length / 2)}`]);
    assertInstalled(place, from); // and nothing of the package is left
  }),
);

Deno.test(
  "setup:cuda without a network, without the version, or behind a page that asks to log in says so",
  scene(async ({ place, setUp }) => {
    assertRefused(
      await setUp([]),
      /Cannot download .*1\.30\.0\.nupkg from 127\.0\.0\.1:1: .*--from\.$/m,
    );
    await serving(() => new Response("gone", { status: 404 }), async (nuget) => {
      assertRefused(await setUp([], { nuget }), /: HTTP 404\. Check the connection; or fetch http/);
    });
    await serving(() => new Response("<html>Log in</html>"), async (nuget) => {
      assertRefused(await setUp([], { nuget }), /what came is not the package: it is no ZIP/);
    });
    assert.deepEqual(namesIn(place), []);
  }),
);

Deno.test(
  "setup:cuda on a full disk says so, and leaves nothing behind",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from, { text: `${"code".repeat(100_000)}\0${VERSION}` });
    const refused = await mountSmallDisk(place, 100);
    if (refused !== undefined) {
      return say(`skipped, a small disk cannot be mounted here: ${refused}`);
    }
    try {
      assertRefused(
        await setUp(["--from", from]),
        /Cannot write .*providers_cuda\.so: no space is left on the disk\. Free some space/,
      );
      assert.deepEqual(namesIn(place), []);
    } finally {
      await unmount(place);
    }
  }),
);

Deno.test(
  "setup:cuda that is stopped leaves nothing behind",
  scene(async ({ place, from, setUp }) => {
    await writeProvider(from);
    const { code } = await setUp(["--from", from], {}, AbortSignal.abort());
    assert.equal(code, 130);
    assert.deepEqual(namesIn(place), []);
  }),
);

Deno.test(
  "setup:cuda sets nothing up where ONNX Runtime has no CUDA",
  scene(async ({ setUp }) => {
    assertRefused(await setUp([], { system: "darwin arm64" }), /no CUDA for darwin arm64/);
  }),
);

Deno.test({
  name: "deno task setup:cuda works with the permissions that it has",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
  fn: () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await run("setup:cuda", ["--from", folder]);
      assert.match(stdout, /^1\. ONNX Runtime's CUDA provider/);
      // Where it is installed already, nothing is taken from the empty folder.
      if (/installed already/.test(stdout)) assert.equal(code, 0, stderr);
      else assert.match(stderr, /^error: Cannot find the CUDA provider in /);
    }),
});
