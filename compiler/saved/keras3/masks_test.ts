import assert from "node:assert/strict";
import { makesMask, needsNoMask, requireOwnMask, requireSequentialMasks } from "./masks.ts";

const layer = (class_name: string, config: Record<string, unknown> = {}) => ({
  ...{ class_name, config: { name: "layer", ...config } },
});
const ZEROS = { zero_output_for_mask: true, return_sequences: true };

Deno.test("masks come from Masking, from an Embedding that masks zeros, and from ops", () => {
  assert.equal(makesMask(layer("Masking")), true);
  assert.equal(makesMask(layer("Embedding", { mask_zero: true })), true);
  assert.equal(makesMask(layer("Embedding", { mask_zero: false })), false);
  assert.equal(makesMask(layer("Dense", { mask_zero: true })), false);
  for (const op of ["NotEqual", "Any"]) assert.equal(makesMask(layer(op)), true);
});

Deno.test("a recurrent layer or a pooling without a mask needs none, where the model has masks", () => {
  const readers = ["LSTM", "GRU", "SimpleRNN", "Bidirectional", "ConvLSTM2D"];
  for (const name of [...readers, "GlobalAveragePooling1D"]) {
    assert.equal(needsNoMask(layer(name), false, true), true, name);
    assert.equal(needsNoMask(layer(name), true, true), false);
    assert.equal(needsNoMask(layer(name), false, false), false);
  }
  assert.equal(needsNoMask(layer("Dense"), false, true), false);
});

Deno.test("a mask is that of the input, and no Softmax or zeros depend on it", () => {
  requireOwnMask(layer("Softmax", ZEROS), undefined);
  requireOwnMask(layer("LSTM"), "NotEqual");
  requireOwnMask(layer("LSTM", { ...ZEROS, return_sequences: false }), "Any");
  requireOwnMask(layer("LSTM", { ...ZEROS, zero_output_for_mask: false }), "Any");
  assert.throws(() => requireOwnMask(layer("LSTM"), "Dense"), /a mask that is not that of its inp/);
  assert.throws(() => requireOwnMask(layer("Softmax"), "Any"), /is a Softmax with a mask/);
  const zeros = /layer 'layer' returns zeros for masked steps/;
  assert.throws(() => requireOwnMask(layer("LSTM", ZEROS), "Any"), zeros);
  const inner = layer("Bidirectional", { layer: layer("LSTM", ZEROS) });
  assert.throws(() => requireOwnMask(inner, "Any"), zeros);
});

Deno.test("a sequential model has no zeros behind a mask", () => {
  const [masking, lstm, dense] = [layer("Masking"), layer("LSTM", ZEROS), layer("Dense")];
  requireSequentialMasks([dense, lstm]);
  requireSequentialMasks([lstm, masking, dense]);
  assert.throws(() => requireSequentialMasks([masking, dense, lstm]), /returns zeros for masked/);
  assert.throws(() => requireSequentialMasks([dense, masking, lstm]), /returns zeros for masked/);
});
