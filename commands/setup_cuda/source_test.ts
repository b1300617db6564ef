import assert from "node:assert/strict";
import JSZip from "jszip";
import { join } from "node:path";
import { entryNamed, readArchive } from "../../cli/archive.ts";
import { PROVIDER, PROVIDER_FILES } from "../../runtime/cuda/provider_files.ts";
import {
  assertInstalled,
  assertRefused,
  flat,
  namesIn,
  VERSION,
  withScene,
  writeProvider,
} from "./testing/scene.ts";

/** Makes a NuGet package of the libraries in a folder. */
async function packed(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  for (const name of PROVIDER_FILES) {
    zip.file(`runtimes/linux-x64/native/${name}`, await Deno.readFile(join(folder, name)));
  }
  zip.file("LICENSE.txt", "as it is ".repeat(10_000)); // follows the libraries
  return new Uint8Array(await zip.generateAsync({ type: "arraybuffer", compression: "DEFLATE" }));
}

Deno.test(
  "setup:cuda unpacks the libraries of a package, named itself or by its folder",
  withScene(async ({ folder, from, setUp }) => {
    await writeProvider(from);
    const parts = join(from, "..", "stick");
    await Deno.mkdir(parts);
    const file = join(parts, "gpu.1.30.0.nupkg");
    await Deno.writeFile(file, await packed(from));
    for (const given of [file, parts]) {
      const { code, stderr, stdout } = await setUp(["--from", given]);
      assert.equal(code, 0, stderr);
      assert.match(flat(stdout), /copied from .*gpu\.1\.30\.0\.nupkg/);
      assertInstalled(folder, from);
      await Deno.remove(folder, { recursive: true });
      await Deno.mkdir(folder);
    }
  }),
);

Deno.test(
  "setup:cuda refuses a package that is truncated, damaged or incomplete, and several",
  withScene(async ({ folder, from, setUp }) => {
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
      assert.deepEqual(namesIn(folder), []);
    };
    await refused(bytes.slice(0, bytes.length / 2), /not a ZIP archive, or is truncated/);
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

/** Runs a test with a server in place of NuGet; `answer` receives the first byte of the range. */
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
  "setup:cuda downloads the package of its version, and resumes a broken download",
  withScene(async ({ folder, from, setUp }) => {
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
          await new Promise((resolve) => setTimeout(resolve, 30)); // the bytes must be sent first
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
    assertInstalled(folder, from); // nothing else is left
  }),
);

Deno.test(
  "setup:cuda reports a missing network, a missing version, and a login page in its place",
  withScene(async ({ folder, setUp }) => {
    assertRefused(
      await setUp([]),
      /Cannot download .*1\.30\.0\.nupkg from 127\.0\.0\.1:1: .*--from\.$/m,
    );
    await serving(() => new Response("gone", { status: 404 }), async (nuget) => {
      assertRefused(
        await setUp([], { nuget }),
        /: HTTP 404\. Check the connection; or download http/,
      );
    });
    await serving(() => new Response("<html>Log in</html>"), async (nuget) => {
      assertRefused(await setUp([], { nuget }), /the answer is not the package: it is not a ZIP/);
    });
    assert.deepEqual(namesIn(folder), []);
  }),
);
