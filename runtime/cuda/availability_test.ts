import assert from "node:assert/strict";
import type { InstalledProvider } from "./provider_files.ts";
import { cudaObstacle, type CudaPlace, cudaRefusal, missingLibraries } from "./availability.ts";

const found = (...names: string[]) => names.map((name) => ({ name, path: `/lib/${name}` }));
const absent = (...names: string[]) => names.map((name) => ({ name, path: undefined }));

/** A Linux machine with a driver, and a provider that needs nothing. */
const place = (provider: Partial<InstalledProvider>, changes: Partial<CudaPlace> = {}) => ({
  system: "linux on x64",
  inspect: () => Promise.resolve({ folder: "/provider", fault: undefined, needs: [], ...provider }),
  find: (name: string) => Promise.resolve(`/lib/${name}`),
  ...changes,
});

Deno.test("cudaObstacle() sends to setup:cuda where the provider is missing or broken", async () => {
  for (const fault of ["not installed", "broken (Cannot use it: it is cut short)"]) {
    const obstacle = await cudaObstacle(place({ fault }));
    assert.equal(obstacle!.why, `ONNX Runtime's CUDA provider is ${fault}`);
    assert.match(obstacle!.fix, /deno task setup:cuda/);
  }
});

Deno.test("cudaObstacle() speaks of the driver first: without a card there is nothing to fetch", async () => {
  const find = () => Promise.resolve(undefined);
  const obstacle = await cudaObstacle(place({ fault: "not installed" }, { find }));
  assert.match(obstacle!.why, /no NVIDIA driver is installed \(its library libcuda\.so\.1 was/);
  assert.match(
    obstacle!.fix,
    /with an NVIDIA card install its driver and run deno task setup:cuda$/,
  );
});

Deno.test("cudaObstacle() finds nothing where the provider and all that it needs are there", async () => {
  const needs = found("libcuda.so.1", "libcudart.so.13");
  assert.equal(await cudaObstacle(place({ needs })), undefined);
});

Deno.test("cudaObstacle() looks at no file where ONNX Runtime has no CUDA at all", async () => {
  const never = () => Promise.reject(new Error("looked"));
  for (const system of ["darwin on arm64", "linux on arm64", "win32 on x64"]) {
    const obstacle = await cudaObstacle({ system, inspect: never, find: never });
    assert.match(obstacle!.why, new RegExp(`no CUDA for ${system}`));
  }
});

Deno.test("missingLibraries() names each library, and the CUDA that the provider was built for", () => {
  assert.deepEqual(missingLibraries([...found("libcuda.so.1"), ...absent("libcudart.so.13")]), {
    why: "the library libcudart.so.13 was not found",
    fix: "Install CUDA 13 and cuDNN 9 where the loader finds them; docs/cuda.md says how",
  });
  const two = missingLibraries(absent("libcudart.so.12", "libcudnn.so.9"))!;
  assert.equal(two.why, "the libraries libcudart.so.12, libcudnn.so.9 were not found");
  assert.match(two.fix, /CUDA 12 and cuDNN 9/);
  assert.equal(missingLibraries(found("libcudart.so.13")), undefined);
});

/**
 * ONNX Runtime 1.30.0's own words, with its CUDA provider and CUDA 13 on a machine without a card.
 */
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
