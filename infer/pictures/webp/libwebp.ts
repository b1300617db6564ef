// This module is browser compatible.

/**
 * The decoder of libwebp, compiled to WebAssembly: `libwebp_wasm.ts`, and README.md about its
 * origin. Its only function takes a string and returns `ImageData`, through Emscripten's embind.
 * The JavaScript of embind compiles code at run time, which the security policy of a page forbids.
 * The few calls that one decoding makes are answered here in its place.
 */

import { LIBWEBP_WASM } from "./libwebp_wasm.ts";

/** The exports of the module, by the names that Emscripten shortened. */
interface Exports {
  readonly w: WebAssembly.Memory;
  /** Runs the constructors, which register the function. */
  readonly x: () => void;
  /** The table of functions. */
  readonly z: WebAssembly.Table;
  readonly A: (size: number) => number;
}

/** The handle that stands for every value of JavaScript. */
const VALUE = 10;
/** Returned by a function that did not succeed. */
const NULL = 4;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Decodes a WebP file that holds one picture. Each call has a memory of its own, which is free
 * afterwards.
 *
 * @param pieces The bytes of the file, in pieces.
 * @returns RGB and alpha of each pixel; `undefined` when the file is damaged.
 */
export async function decodeByLibwebp(
  pieces: readonly Uint8Array[],
): Promise<Uint8Array | undefined> {
  compiled ??= compile();
  let decode: ((file: number) => number) | undefined, pixels: Uint8Array | undefined;
  const nothing = () => 0;
  const imports = {
    ...Object.fromEntries([..."abcdefghijklmnopqrstuv"].map((name) => [name, nothing])),
    /** _embind_register_function */
    j: (...[, , , , invoker, address]: number[]) => {
      const invoke = exports.z.get(invoker!) as (address: number, file: number) => number;
      decode = (file) => invoke(address!, file);
    },
    /** _emval_get_global */
    e: () => VALUE,
    /** _emval_call: first of `Uint8ClampedArray` with the pixels, then of `ImageData` with that. */
    i: (...[, , , args]: number[]) => {
      const [length, at] = new Uint32Array(exports.w.buffer, args!, 2);
      pixels ??= new Uint8Array(exports.w.buffer).slice(at, at! + length!);
      return VALUE;
    },
    /** _emscripten_memcpy_js */
    t: (to: number, from: number, length: number) =>
      new Uint8Array(exports.w.buffer).copyWithin(to, from, from + length),
    /** emscripten_resize_heap */
    s: (size: number) => {
      const missing = (size >>> 0) - exports.w.buffer.byteLength;
      try {
        exports.w.grow(Math.ceil(missing / 65_536));
        return 1;
      } catch {
        return 0; // the decoder gives up
      }
    },
  };
  const { exports } = await WebAssembly.instantiate(await compiled, { a: imports }) as unknown as {
    exports: Exports;
  };
  exports.x();
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const file = exports.A(4 + length + 1); // as a string: its length, its bytes, and a zero
  if (file === 0) return undefined;
  new DataView(exports.w.buffer).setUint32(file, length, true);
  let at = file + 4;
  for (const piece of pieces) {
    new Uint8Array(exports.w.buffer).set(piece, at);
    at += piece.length;
  }
  return decode!(file) === NULL ? undefined : pixels;
}

async function compile(): Promise<WebAssembly.Module> {
  const gzipped = Uint8Array.from(atob(LIBWEBP_WASM), (letter) => letter.charCodeAt(0));
  const stream = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await WebAssembly.compile(await new Response(stream).arrayBuffer());
}
