// deno-lint-ignore-file no-console
/**
 * Compiles the kernels in `assembly/` to WebAssembly and writes them into `kernels_wasm.ts`, which
 * is committed, so that whoever uses weft needs no compiler.
 *
 * deno task build:kernels
 *
 * @module
 */

import asc from "assemblyscript/asc";

/**
 * What goes to the compiler beside the source. The stub runtime never allocates; memory belongs to
 * the caller.
 */
const FLAGS = [
  ...["-O3", "--runtime", "stub", "--noAssert", "--enable", "simd", "--use", "abort="],
  // Functions that pass vectors to each other are exported from their files, but none of them to
  // JavaScript.
  ...["--disableWarning", "112"],
];

/** Compiles the kernels; throws with the compiler's words where it cannot. */
export async function compileKernels(): Promise<Uint8Array> {
  const folder = new URL("./assembly/", import.meta.url);
  const output = new Map<string, Uint8Array | string>();
  const messages: string[] = [];
  const write = (text: string | Uint8Array) => {
    messages.push(typeof text === "string" ? text : new TextDecoder().decode(text));
    return true;
  };
  const { error } = await asc.main(["mod.ts", "--outFile", "kernels.wasm", ...FLAGS], {
    readFile: (name) => {
      try {
        return Deno.readTextFileSync(new URL(name, folder));
      } catch {
        // The compiler asks for files that may be there, such as asconfig.json.
        return null;
      }
    },
    writeFile: (name, contents) => void output.set(name, contents),
    listFiles: () => [],
    stdout: { write },
    stderr: { write },
  });
  const wasm = output.get("kernels.wasm");
  if (error !== null || !(wasm instanceof Uint8Array)) {
    throw new Error(`The kernels do not compile:\n${messages.join("")}`, { cause: error });
  }
  return wasm;
}

/** The module that carries them. */
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
