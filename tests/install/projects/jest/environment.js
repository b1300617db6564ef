import { TestEnvironment } from "jest-environment-node";

/**
 * Node's environment of jest with the numeric arrays of Node itself. jest gives each test file its
 * own, and onnxruntime-node makes tensors of the others.
 */
export default class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    for (const name of ["Float32Array", "Int32Array", "BigInt64Array"]) {
      this.global[name] = globalThis[name];
    }
  }
}
