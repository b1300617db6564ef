import assert from "node:assert/strict";
import type { InstalledProvider } from "./provider_files.ts";
import {
  type CudaMachine,
  cudaObstacle,
  explainCudaError,
  missingLibraries,
} from "./availability.ts";

const found = (...names: string[]) => names.map((name) => ({ name, path: `/lib/${name}` }));
const absent = (...names: string[]) => names.map((name) => ({ name, path: undefined }));

/** A Linux machine with a driver, and a provider that needs nothing. */
const machine = (provider: Partial<InstalledProvider>, changes: Partial<CudaMachine> = {}) => ({
  system: "linux on x64",
  inspect: () => Promise.resolve({ folder: "/provider", fault: undefined, needs: [], ...provider }),
  find: (name: string) => Promise.resolve(`/lib/${name}`),
  ...changes,
});

Deno.test("cudaObstacle() suggests setup:cuda for a missing or broken provider", async () => {
  for (const fault of ["not installed", "broken (Cannot use it: it is truncated)"]) {
    const obstacle = await cudaObstacle(machine({ fault }));
    assert.equal(obstacle!.why, `ONNX Runtime's CUDA provider is ${fault}`);
    assert.match(obstacle!.fix, /deno task setup:cuda/);
  }
});

Deno.test("cudaObstacle() reports a missing driver before a missing provider", async () => {
  const find = () => Promise.resolve(undefined);
  const obstacle = await cudaObstacle(machine({ fault: "not installed" }, { find }));
  assert.match(obstacle!.why, /no NVIDIA driver is installed \(its library libcuda\.so\.1 was/);
  assert.match(
    obstacle!.fix,
    /with an NVIDIA GPU, install its driver and run deno task setup:cuda$/,
  );
});

Deno.test("cudaObstacle() is undefined where provider and libraries are present", async () => {
  const needs = found("libcuda.so.1", "libcudart.so.13");
  assert.equal(await cudaObstacle(machine({ needs })), undefined);
});

Deno.test("cudaObstacle() reads no file on a system without CUDA in ONNX Runtime", async () => {
  const never = () => Promise.reject(new Error("looked"));
  for (const system of ["darwin on arm64", "linux on arm64", "win32 on x64"]) {
    const obstacle = await cudaObstacle({ system, inspect: never, find: never });
    assert.match(obstacle!.why, new RegExp(`no CUDA for ${system}`));
  }
});

Deno.test("missingLibraries() names each library and the version of CUDA", () => {
  assert.deepEqual(missingLibraries([...found("libcuda.so.1"), ...absent("libcudart.so.13")]), {
    why: "the library libcudart.so.13 was not found",
    fix: "Install CUDA 13 and cuDNN 9 where the loader finds them: see docs/cuda.md",
  });
  const two = missingLibraries(absent("libcudart.so.12", "libcudnn.so.9"))!;
  assert.equal(two.why, "the libraries libcudart.so.12, libcudnn.so.9 were not found");
  assert.match(two.fix, /CUDA 12 and cuDNN 9/);
  assert.equal(missingLibraries(found("libcudart.so.13")), undefined);
});

/** The message of ONNX Runtime 1.30.0 with CUDA 13 on a machine without an NVIDIA GPU. */
const message = (failure: string) =>
  "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:154 " +
  `std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(...) CUDA failure ${failure} ; GPU=-1 ; ` +
  "hostname=vm ; line=352 ; expr=cudaSetDevice(info_.device_id); ";

Deno.test("explainCudaError() distinguishes a missing GPU, an old driver and other errors", () => {
  const noGpu = explainCudaError(message("100: no CUDA-capable device is detected"));
  assert.match(noGpu.why, /no NVIDIA GPU/);
  const old = message("35: CUDA driver version is insufficient for CUDA runtime version");
  assert.match(explainCudaError(old).why, /driver is older/);
  assert.equal(explainCudaError("out of memory").why, "out of memory");
});

Deno.test("explainCudaError() suggests the doctor for an unnamed library", () => {
  const text = "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library";
  assert.match(explainCudaError(text).fix, /deno task doctor/);
});
