import assert from "node:assert/strict";
import { compileKernels, kernelsModule } from "./build.ts";
import { instantiateKernels, kernelBytes } from "./kernels.ts";

Deno.test("the committed kernels are the compiled source, byte for byte", async () => {
  const committed = await Deno.readTextFile(new URL("./kernels_wasm.ts", import.meta.url));
  const module = kernelsModule(await compileKernels());
  assert(
    module === committed,
    "run `deno task build:kernels` and commit viz/kernels/kernels_wasm.ts",
  );
});

Deno.test("the kernels have no imports and no relaxed instructions", async () => {
  const module = new WebAssembly.Module(kernelBytes());
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  // The compiler emits relaxed SIMD only for names such as `f32x4.relaxed_madd`.
  for (const { name } of Deno.readDirSync(new URL("./assembly/", import.meta.url))) {
    const source = await Deno.readTextFile(new URL(`./assembly/${name}`, import.meta.url));
    assert.doesNotMatch(source, /relaxed_/, name);
  }
});

Deno.test("the interface declares exactly the exported kernels", async () => {
  const source = await Deno.readTextFile(new URL("./kernels.ts", import.meta.url));
  const [, body = ""] = /export interface Kernels \{([\s\S]*?)\n\}\n/.exec(source) ?? [];
  const declared = Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm), ([, name]) => name);
  assert.deepEqual(declared.sort(), Object.keys(instantiateKernels()).sort());
});
