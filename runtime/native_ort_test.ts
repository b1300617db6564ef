import assert from "node:assert/strict";
import { explainLoadError } from "./native_ort.ts";

const node = { system: "darwin on x64", deno: false };
const notFound = (message: string, code: string) => Object.assign(new Error(message), { code });

Deno.test("explainLoadError() advises users of npm and of Deno to install in their ways", () => {
  const error = notFound("Cannot find package 'onnxruntime-node'", "ERR_MODULE_NOT_FOUND");
  assert.deepEqual(explainLoadError(error, node), {
    why: "onnxruntime-node is not installed",
    fix: "Run ONNXRUNTIME_NODE_INSTALL=skip npm install, or use wasm",
  });
  assert.equal(
    explainLoadError(error, { ...node, deno: true }).fix,
    "Run deno install, or use wasm",
  );
});

Deno.test("explainLoadError() does not advise to install where no library exists", () => {
  const path = "../bin/napi-v6/darwin/x64/onnxruntime_binding.node";
  const error = notFound(`Cannot find module '${path}'\nRequire stack:`, "MODULE_NOT_FOUND");
  assert.deepEqual(explainLoadError(error, node), {
    why: "onnxruntime-node has no native library for darwin on x64",
    fix: "Use wasm or auto",
  });
});

Deno.test("explainLoadError() quotes the loader where a library is there and does not load", () => {
  const error = notFound(
    "libstdc++.so.6: cannot open shared object file\n at",
    "ERR_DLOPEN_FAILED",
  );
  const why = "onnxruntime-node does not load (libstdc++.so.6: cannot open shared object file)";
  assert.equal(explainLoadError(error, node).why, why);
});
