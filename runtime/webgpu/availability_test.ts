import assert from "node:assert/strict";
import type { GpuAdapter } from "./adapter.ts";
import { explainWebgpuError, softwareAdapter, webgpuObstacle } from "./availability.ts";

const linux = (drivers: string | undefined, ...devices: string[]) => ({
  platform: "linux",
  drivers,
  devices: () => Promise.resolve(devices),
  adapter: () => Promise.reject(new Error("the adapter is not needed")),
});

Deno.test("softwareAdapter() recognizes a driver by name, a GPU by its device file", async () => {
  const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
  assert.match((await softwareAdapter(linux(swiftshader, "renderD128")))!, /driver is software/);
  assert.match((await softwareAdapter(linux(undefined, "null", "tty")))!, /no GPU/);
  for (const device of ["renderD128", "nvidia0", "dxg"]) {
    assert.equal(await softwareAdapter(linux(undefined, "null", device)), undefined);
  }
  assert.equal(await softwareAdapter(linux("/etc/vulkan/icd.d/nvidia_icd.json")), undefined);
});

Deno.test("softwareAdapter() expects a GPU outside Linux", async () => {
  assert.equal(await softwareAdapter({ ...linux(undefined), platform: "darwin" }), undefined);
});

Deno.test("softwareAdapter() requests the adapter where it may not read /dev", async () => {
  const hidden = (adapter?: GpuAdapter) =>
    softwareAdapter({
      ...linux(undefined),
      devices: () => Promise.resolve(undefined),
      adapter: () => Promise.resolve(adapter),
    });
  assert.equal(await hidden({ name: "NVIDIA H100", software: false }), undefined);
  assert.match((await hidden({ name: "llvmpipe", software: true }))!, /software \(llvmpipe\)/);
  assert.match((await hidden())!, /no GPU/);
});

Deno.test("explainWebgpuError() distinguishes a missing adapter from other errors", () => {
  assert.match(
    explainWebgpuError("x: Failed to get a WebGPU adapter: No supported adapters").why,
    /no GPU adapter/,
  );
  assert.deepEqual(explainWebgpuError("device lost").why, "device lost");
});

Deno.test("webgpuObstacle() reports a machine with neither a GPU nor a named driver", async () => {
  assert.match((await webgpuObstacle(linux(undefined, "null")))!.why, /no GPU/);
  assert.equal(await webgpuObstacle(linux(undefined, "nvidia0")), undefined);
  assert.equal(await webgpuObstacle(linux("/etc/vulkan/icd.d/lvp_icd.json")), undefined);
});
