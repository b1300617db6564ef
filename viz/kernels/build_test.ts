import assert from "node:assert/strict";
import { compileKernels, kernelsModule } from "./build.ts";
import { instantiateKernels, kernelBytes } from "./kernels.ts";

Deno.test("the committed kernels are what their source compiles to, byte for byte", async () => {
  const committed = await Deno.readTextFile(new URL("./kernels_wasm.ts", import.meta.url));
  const module = kernelsModule(await compileKernels());
  assert(
    module === committed,
    "run `deno task build:kernels` and commit viz/kernels/kernels_wasm.ts",
  );
});

Deno.test("the kernels import nothing, and use no relaxed instruction", async () => {
  const module = new WebAssembly.Module(kernelBytes());
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  // Relaxed SIMD would be `f32x4.relaxed_madd` and its like in the source: the compiler names no
  // other way to it.
  for (const { name } of Deno.readDirSync(new URL("./assembly/", import.meta.url))) {
    const source = await Deno.readTextFile(new URL(`./assembly/${name}`, import.meta.url));
    assert.doesNotMatch(source, /relaxed_/, name);
  }
});

Deno.test("every kernel is declared, and every declared one is there", async () => {
  const source = await Deno.readTextFile(new URL("./kernels.ts", import.meta.url));
  const [, body = ""] = /export interface Kernels \{([\s\S]*?)\n\}\n/.exec(source) ?? [];
  const declared = Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm), ([, name]) => name);
  assert.deepEqual(declared.sort(), Object.keys(instantiateKernels()).sort());
});
