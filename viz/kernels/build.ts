// deno-lint-ignore-file no-console
/**
 * Compiles the kernels in `assembly/` to WebAssembly and writes them into `kernels_wasm.ts`. That
 * file is committed, so that users of weft need no compiler.
 *
 *     deno task build:kernels
 *
 * @module
 */

import { join } from "node:path";

/**
 * The compiler. It is not among the imports of deno.json, because it has 106 MB that only this file
 * needs: Deno downloads it into its cache when it runs.
 */
const COMPILER = "npm:assemblyscript@0.28.20/asc";

/**
 * The options of the compiler. The stub runtime never allocates: the caller lays out the memory.
 */
const FLAGS = [
  ...["-O3", "--runtime", "stub", "--noAssert", "--enable", "simd", "--use", "abort="],
  // 112 is about exported functions with vector parameters. JavaScript calls none of them.
  ...["--disableWarning", "112"],
];

/** Compiles the kernels; throws an error with the compiler's messages where it cannot. */
export async function compileKernels(): Promise<Uint8Array> {
  const here = import.meta.dirname!;
  const folder = await Deno.makeTempDir({ dir: here, suffix: ".tmp" });
  const file = join(folder, "kernels.wasm");
  try {
    const alone = ["--no-config", "--no-lock", "--node-modules-dir=none"];
    const allowed = ["--allow-read", "--allow-env", `--allow-write=${folder}`];
    const { success, stderr } = await new Deno.Command("deno", {
      args: [
        ...["run", "--quiet", ...alone, ...allowed, COMPILER],
        ...["mod.ts", "--outFile", file, ...FLAGS],
      ],
      cwd: join(here, "assembly"),
    }).output();
    if (!success) {
      throw new Error(`The kernels do not compile:\n${new TextDecoder().decode(stderr)}`);
    }
    return await Deno.readFile(file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The source of `kernels_wasm.ts`. */
export function kernelsModule(wasm: Uint8Array): string {
  return [
    "// This module is browser compatible.",
    "// Written by `deno task build:kernels` from assembly/: do not edit.",
    "",
    "/** The compiled kernels, in base64: a bundle needs no other file, and nothing is fetched. */",
    "export const KERNELS_WASM =",
    `  "${wasm.toBase64()}";`,
    "",
  ].join("\n");
}

if (import.meta.main) {
  const wasm = await compileKernels();
  const module = kernelsModule(wasm);
  Deno.writeTextFileSync(new URL("./kernels_wasm.ts", import.meta.url), module);
  console.log(`viz/kernels/kernels_wasm.ts: ${wasm.length} bytes of WebAssembly`);
}
