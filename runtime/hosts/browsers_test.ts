import assert from "node:assert/strict";
import { BROWSERS, chromiumWithWebgpu, webgpuFlags } from "./browsers.ts";

const [PROFILE, URL] = ["/profile", "http://127.0.0.1:1/"];

Deno.test("each browser opens the page without a window, with a profile of its own", () => {
  for (const [name, { args, programs }] of Object.entries(BROWSERS)) {
    const words = args(PROFILE, URL);
    assert.ok(words.includes("--headless"), name);
    assert.ok(words.some((word) => word.endsWith(PROFILE)), name);
    assert.equal(words.at(-1), URL, name);
    assert.ok(programs.length > 1 && programs.every((program) => /^[a-z-]+$/.test(program)), name);
  }
  assert.ok(BROWSERS.Chromium!.args(PROFILE, URL).includes("--disable-gpu"));
});

Deno.test("Chromium with WebGPU has its flags, and SwiftShader where it is software", () => {
  assert.deepEqual(webgpuFlags(false), ["--enable-unsafe-webgpu", "--enable-features=Vulkan"]);
  assert.deepEqual(webgpuFlags(true), [...webgpuFlags(false), "--use-webgpu-adapter=swiftshader"]);
  const words = chromiumWithWebgpu(true).args(PROFILE, URL);
  assert.deepEqual(words.slice(0, 3), webgpuFlags(true));
  assert.ok(!words.includes("--disable-gpu") && words.at(-1) === URL);
  assert.deepEqual(chromiumWithWebgpu(false).programs, BROWSERS.Chromium!.programs);
});
