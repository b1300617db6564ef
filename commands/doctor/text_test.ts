import assert from "node:assert/strict";
import { record } from "../../cli/testing/recorded.ts";
import type { Report } from "./report.ts";
import { reportText } from "./text.ts";

const works = { works: true, obstacle: undefined, slow: undefined, chosen: false };
const REPORT: Report = {
  runtimes: [
    { backend: "cpu", ...works, chosen: true, package: "onnxruntime-node 1.30.0" },
    {
      backend: "cuda",
      ...works,
      works: false,
      obstacle: { why: "the library libcudnn.so.9 was not found", fix: "Run deno task setup:cuda" },
      package: "onnxruntime-node 1.30.0",
    },
    {
      backend: "webgpu",
      ...works,
      slow: "its Vulkan driver is software",
      package: "onnxruntime-node 1.30.0",
    },
  ],
  auto: "not cuda, the library libcudnn.so.9 was not found; cpu works",
  system: "linux x64",
  processor: { name: "Zen", logical: 16, physical: 8 },
  memory: { totalBytes: 2 ** 34, availableBytes: 2 ** 33 },
  nvidia: {
    gpus: [{ name: "NVIDIA H100", driver: "550.54", memoryBytes: 80 * 2 ** 30 }],
    cuda: "12.4",
  },
  adapter: { name: "SwiftShader", software: true },
  vulkanDrivers: "/swiftshader.json",
  cuda: {
    folder: "/libraries",
    fault: undefined,
    found: {},
    libraries: [
      { name: "libcudart.so.12", path: "/cuda/libcudart.so.12" },
      { name: "libcudnn.so.9", path: undefined },
    ],
  },
  versions: { weft: "0.1.0", deno: "2.9.6" },
  programs: { Chromium: "/usr/bin/chromium", Firefox: undefined },
  data: { folder: "/data", files: 4, of: 4 },
};

Deno.test("reportText() shows whether each backend works, else why not", () => {
  const text = reportText(REPORT, { ...record(), columns: () => 110 });
  assert.match(text, /^ {2}cpu {6}works {6}8 threads.*auto chooses it$/m);
  assert.match(text, /^ {2}cuda {5}no {9}The library libcudnn\.so\.9 was not found\.$/m);
  assert.match(text, /^ {22}→ Run deno task setup:cuda$/m);
  assert.match(text, /^ {2}webgpu {3}works {6}SwiftShader .*auto skips it: its Vulkan/m);
});

Deno.test("reportText() names the GPU, the driver, found libraries and missing ones", () => {
  const text = reportText(REPORT, { ...record(), columns: () => 110 });
  assert.match(text, /NVIDIA H100, 80\.0 GiB, driver 550\.54/);
  assert.match(text, /550\.54, up to CUDA 12\.4/);
  assert.match(text, /libcudart\.so\.12 {5}\/cuda\/libcudart\.so\.12/);
  assert.match(text, /Not found {11}libcudnn\.so\.9/);
  assert.match(text, /Firefox {13}not found/);
});

Deno.test("reportText() fits the terminal's width, from 60 to 110 characters", () => {
  for (const [columns, widest] of [[80, 80], [300, 110], [20, 60]] as const) {
    const lines = reportText(REPORT, { ...record(), columns: () => columns }).split("\n");
    assert.ok(Math.max(...lines.map((line) => line.length)) <= widest, `${columns}`);
  }
});

Deno.test("reportText() names a system without CUDA in ONNX Runtime", () => {
  const text = reportText({ ...REPORT, cuda: undefined, system: "darwin arm64" }, record());
  assert.match(text, /no CUDA for darwin arm64/);
});
