// This module is browser compatible.

/**
 * ONNX of one node, y = -x of one float32, as `encodeModel` of the compiler writes it
 * (`probe_model_test.ts`).
 */
const PROBE = "CAgSBHdlZnQ6PQoSCgF4EgF5GgNOZWciA05lZzoAEgVwcm9iZVoPCgF4EgoKCAgB" +
  "EgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBE=";

/** Decodes the model that proves that a backend computes: y = -x. */
export function probeModel(): Uint8Array {
  return Uint8Array.from(atob(PROBE), (letter) => letter.charCodeAt(0));
}
