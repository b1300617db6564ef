import assert from "node:assert/strict";
import { join } from "node:path";
import { PROVIDER_FILES } from "../../runtime/cuda/provider_files.ts";
import { packageVersion } from "../../runtime/package_version.ts";
import { PROVIDER_PACKAGE } from "../../runtime/cuda/provider_package.ts";
import {
  assertInstalled,
  assertRefused,
  flat,
  namesIn,
  packed,
  withScene,
  writeProvider,
} from "./testing/scene.ts";

Deno.test(
  "setup:cuda unpacks the libraries of the wheel, named itself or by its folder",
  withScene(async ({ folder, from, setUp, wheel }) => {
    await writeProvider(from);
    const parts = join(from, "..", "stick");
    await Deno.mkdir(parts);
    const file = join(parts, "onnxruntime_gpu-1.30.0.whl");
    await Deno.writeFile(file, wheel);
    for (const given of [file, parts]) {
      const { code, stderr, stdout } = await setUp(["--from", given]);
      assert.equal(code, 0, stderr);
      assert.match(flat(stdout), /copied from .*onnxruntime_gpu-1\.30\.0\.whl/);
      assertInstalled(folder, from);
      await Deno.remove(folder, { recursive: true });
      await Deno.mkdir(folder);
    }
  }),
);

Deno.test(
  "setup:cuda unpacks no wheel with another SHA-256, and chooses between none",
  withScene(async ({ folder, from, setUp, wheel }) => {
    const stick = join(from, "..", "stick");
    await Deno.mkdir(stick);
    const file = join(stick, "a.whl");
    const refused = async (contents: Uint8Array, message: RegExp, given = file) => {
      await Deno.writeFile(file, contents);
      assertRefused(await setUp(["--from", given]), message);
      assert.deepEqual(namesIn(folder), []);
    };
    const other =
      /Cannot use .*a\.whl: its SHA-256 is [0-9a-f]{64}, not the one of onnx.*\. Give http/;
    await refused(wheel.slice(0, wheel.length / 2), other);
    await refused(wheel.with(99, wheel[99]! ^ 1), other);
    await writeProvider(from, { needs: ["libc.so.6"] });
    await refused(await packed(from), other);
    await refused(new Uint8Array(0), other);
    await Deno.writeFile(join(stick, "b.whl"), wheel);
    await refused(wheel, /Cannot choose between .*: a\.whl, b\.whl\. Name one/, stick);
  }),
);

/** Runs a test with a server in place of PyPI; `answer` receives the first byte of the range. */
async function serving(
  answer: (request: Request, start: number) => Response,
  test: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, onError: () => new Response(null) },
    (request) =>
      answer(request, Number(/=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0)),
  );
  try {
    await test(`http://127.0.0.1:${server.addr.port}/packages/gpu.whl`);
  } finally {
    await server.shutdown();
  }
}

Deno.test(
  "setup:cuda downloads the wheel, and resumes a broken download",
  withScene(async ({ folder, from, setUp, wheel: bytes, pinned }) => {
    await writeProvider(from);
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
    }, async (url) => {
      const { code, stdout, stderr } = await setUp([], { pinned: { ...pinned, url } });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /installed from gpu\.whl/);
    });
    const path = "/packages/gpu.whl";
    assert.deepEqual(asked, [`${path} 0`, `${path} ${Math.floor(bytes.length / 2)}`]);
    assertInstalled(folder, from); // nothing else is left
  }),
);

Deno.test(
  "setup:cuda reports a missing network, a missing file, and other bytes in its place",
  withScene(async ({ folder, setUp, wheel, pinned }) => {
    assertRefused(
      await setUp([]),
      /Cannot download .*1\.30\.0\.whl from 127\.0\.0\.1:1: .*--from\.$/m,
    );
    const answers: [body: BodyInit, status: number, message: RegExp][] = [
      ["gone", 404, /: HTTP 404\. Check the connection; or download http/],
      ["<html>Log in</html>", 200, /the answer is not the package: its SHA-256 is .*or download/],
      [wheel.with(99, wheel[99]! ^ 1), 200, /the answer is not the package: its SHA-256 is /],
      [new Uint8Array(wheel.length + 1), 200, /expected at most \d+ bytes, got \d+/],
    ];
    for (const [body, status, message] of answers) {
      await serving(() => new Response(body, { status }), async (url) => {
        assertRefused(await setUp([], { pinned: { ...pinned, url } }), message);
      });
      assert.deepEqual(namesIn(folder), []);
    }
  }),
);

Deno.test("the pinned package has the version of onnxruntime-node, and pins every library", () => {
  const { version, url, libraries } = PROVIDER_PACKAGE;
  assert.equal(version, packageVersion("onnxruntime-node"));
  assert.match(url, new RegExp(`^https://.*-${version}-.*\\.whl$`));
  assert.deepEqual(Object.keys(libraries), [...PROVIDER_FILES]);
});
