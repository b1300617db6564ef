import assert from "node:assert/strict";
import { cudaRefusal } from "./cuda.ts";

Deno.test("cudaRefusal() names the library that is missing", () => {
  const message =
    "Failed to load library /x/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: " +
    "cannot open shared object file: No such file or directory";
  assert.deepEqual(cudaRefusal(message), {
    why: "the library libcudnn.so.9 was not found",
    fix: "Install CUDA 12 and cuDNN 9 where the loader finds them",
  });
});

Deno.test("cudaRefusal() tells a machine without a card from other trouble", () => {
  assert.match(
    cudaRefusal("CUDA failure 100: no CUDA-capable device is detected").why,
    /no NVIDIA card/,
  );
  assert.equal(cudaRefusal("out of memory").why, "out of memory");
});

Deno.test("cudaRefusal() sends to the doctor where ONNX Runtime does not say which library is missing", () => {
  const message = "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library";
  assert.match(cudaRefusal(message).fix, /deno task doctor/);
});
