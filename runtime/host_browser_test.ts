import assert from "node:assert/strict";
import { host } from "./host_browser.ts";

/** Runs a function where `navigator.gpu` has an adapter, none, or does not exist. */
async function withGpu<T>(gpu: unknown, fn: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(navigator, "gpu");
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  try {
    return await fn();
  } finally {
    if (before) Object.defineProperty(navigator, "gpu", before);
    else delete (navigator as { gpu?: unknown }).gpu;
  }
}

const gpuWith = (info: unknown) => ({ requestAdapter: () => Promise.resolve({ info }) });
const webgpu = host.backends.get("webgpu")!;

Deno.test("a browser has webgpu and wasm, by the provider of that name, and profiles neither", () => {
  assert.deepEqual([...host.backends.keys()], ["webgpu", "wasm"]);
  for (const [name, { options, ortPackage, profiled }] of host.backends) {
    assert.deepEqual(options, { executionProviders: [name] });
    assert.deepEqual([ortPackage, profiled], ["onnxruntime-web", false]);
  }
  assert.match(host.absent.cpu!.why, /only webgpu and wasm/);
  assert.equal(host.absent.cuda, host.absent.cpu);
});

Deno.test("webgpu needs an adapter, and wasm nothing", async () => {
  const why = (gpu: unknown) => withGpu(gpu, async () => (await webgpu.findObstacle())?.why);
  assert.equal(await why(gpuWith({})), undefined);
  assert.match((await why(undefined))!, /this browser or page has no WebGPU/);
  for (const adapter of [() => Promise.resolve(null), () => Promise.reject(new Error())]) {
    assert.match((await why({ requestAdapter: adapter }))!, /has WebGPU, but no adapter/);
  }
  assert.equal(await host.backends.get("wasm")!.findObstacle(), undefined);
});

Deno.test("an adapter is software where it says so or has the name of one", async () => {
  const reason = (info: unknown) =>
    withGpu(gpuWith(info), async () => await webgpu.softwareReason!());
  assert.equal(await reason({ architecture: "ada", description: "NVIDIA" }), undefined);
  assert.equal(await reason(undefined), undefined);
  for (
    const info of [
      { isFallbackAdapter: true },
      { architecture: "SwiftShader" },
      { description: "llvmpipe (LLVM 15)" },
    ]
  ) assert.equal(await reason(info), "its adapter is software");
});
