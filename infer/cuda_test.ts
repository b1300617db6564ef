import assert from "node:assert/strict";
import type { InstalledProvider } from "../cuda/provider_files.ts";
import { cudaObstacle, cudaRefusal, missingLibraries } from "./cuda.ts";

const LINUX = "linux on x64";
const found = (...names: string[]) => names.map((name) => ({ name, path: `/lib/${name}` }));
const absent = (...names: string[]) => names.map((name) => ({ name, path: undefined }));
const installed = (changes: Partial<InstalledProvider>) => () =>
  Promise.resolve({ folder: "/provider", fault: undefined, needs: [], ...changes });

Deno.test("cudaObstacle() sends to setup:cuda where the provider is missing or broken", async () => {
  const fault = "libonnxruntime_providers_cuda.so is not there";
  const obstacle = await cudaObstacle(installed({ fault }), LINUX);
  assert.match(obstacle!.why, /missing or broken: libonnxruntime_providers_cuda\.so is not there/);
  assert.match(obstacle!.fix, /deno task setup:cuda/);
});

Deno.test("cudaObstacle() finds nothing where the provider and all that it needs are there", async () => {
  const needs = found("libcuda.so.1", "libcudart.so.13");
  assert.equal(await cudaObstacle(installed({ needs }), LINUX), undefined);
});

Deno.test("cudaObstacle() looks at no file where ONNX Runtime has no CUDA at all", async () => {
  const never = () => Promise.reject(new Error("looked"));
  for (const system of ["darwin on arm64", "linux on arm64", "win32 on x64"]) {
    assert.match((await cudaObstacle(never, system))!.why, new RegExp(`no CUDA for ${system}`));
  }
});

Deno.test("missingLibraries() names each library, and the CUDA that the provider was built for", () => {
  assert.deepEqual(missingLibraries([...found("libcuda.so.1"), ...absent("libcudart.so.13")]), {
    why: "the library libcudart.so.13 was not found",
    fix: "Install CUDA 13 and cuDNN 9 where the loader finds them; docs/cuda.md says how",
  });
  const all = missingLibraries(absent("libcuda.so.1", "libcudart.so.12", "libcudnn.so.9"))!;
  assert.match(all.why, /libraries libcuda\.so\.1, libcudart\.so\.12, libcudnn\.so\.9 were not/);
  assert.match(all.fix, /CUDA 12 and cuDNN 9 and the NVIDIA driver/);
});

Deno.test("missingLibraries() speaks of the driver where only its library is missing", () => {
  const needs = [...found("libcudart.so.13", "libcudnn.so.9"), ...absent("libcuda.so.1")];
  assert.match(missingLibraries(needs)!.why, /the NVIDIA driver is not installed/);
});

/** ONNX Runtime 1.30.0's own words, with its CUDA provider and CUDA 13 on a machine without a card. */
const SAID = (failure: string) =>
  "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:154 std::conditional_t<THRW, void, " +
  `onnxruntime::common::Status> onnxruntime::CudaCall(...) CUDA failure ${failure} ; GPU=-1 ; ` +
  "hostname=vm ; line=352 ; expr=cudaSetDevice(info_.device_id); ";

Deno.test("cudaRefusal() tells no card from an old driver, and both from other trouble", () => {
  const noCard = cudaRefusal(SAID("100: no CUDA-capable device is detected"));
  assert.match(noCard.why, /no NVIDIA card/);
  const old = SAID("35: CUDA driver version is insufficient for CUDA runtime version");
  assert.match(cudaRefusal(old).why, /driver is older/);
  assert.equal(cudaRefusal("out of memory").why, "out of memory");
});

Deno.test("cudaRefusal() sends to the doctor where ONNX Runtime does not say which library is missing", () => {
  const message = "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library";
  assert.match(cudaRefusal(message).fix, /deno task doctor/);
});
