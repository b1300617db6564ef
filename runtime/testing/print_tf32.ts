import { runtime } from "#ort";
import { allowTf32, TF32_VARIABLE } from "../tf32.ts";

// Prints what C's getenv says of NVIDIA's variable before and after ONNX Runtime is loaded for
// CUDA.
// Arguments: the C library, and --tf32 where that was given.
const [library, flag] = Deno.args;
const libc = Deno.dlopen(library!, { getenv: { parameters: ["buffer"], result: "pointer" } });
const say = () => {
  const text = libc.symbols.getenv(new TextEncoder().encode(`${TF32_VARIABLE}\0`));
  return text === null ? "unset" : Deno.UnsafePointerView.getCString(text);
};
const before = say();
allowTf32({ tf32: flag !== undefined, backend: "cuda" });
await runtime.backends.get("cuda")!.load();
await Deno.stdout.write(new TextEncoder().encode(`${before} then ${say()}`));
