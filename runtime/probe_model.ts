// This module is browser compatible.

/**
 * ONNX of one node, y = -x of one float32, as `encodeModel` of the compiler writes it
 * (`probe_model_test.ts`).
 */
const PROBE =
  "CAgSBHdlZnQ6PQoSCgF4EgF5GgNOZWciA05lZzoAEgVwcm9iZVoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBE=";

/** The smallest graph that tells whether a backend computes. */
export function probeModel(): Uint8Array {
  return Uint8Array.from(atob(PROBE), (letter) => letter.charCodeAt(0));
}
