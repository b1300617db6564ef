import assert from "node:assert/strict";
import { plainConfig } from "./layers.ts";

const regularizer = (class_name: string, config: Record<string, unknown>) =>
  plainConfig(
    { name: "dense", kernel_regularizer: { class_name, config } } as Parameters<
      typeof plainConfig
    >[0],
  )["kernel_regularizer"];

Deno.test("plainConfig() makes regularizers L1L2, with 0 for what is not given", () => {
  const of = (l1: number, l2: number) => ({ class_name: "L1L2", config: { l1, l2 } });
  assert.deepEqual(regularizer("L2", { l2: 0.01 }), of(0, 0.01));
  assert.deepEqual(regularizer("L1", { l1: 0.02 }), of(0.02, 0));
  assert.deepEqual(regularizer("L1L2", { l1: 0.1, l2: 0.2 }), of(0.1, 0.2));
  assert.equal(regularizer("OrthogonalRegularizer", { factor: 0.1 }), undefined);
});

Deno.test("plainConfig() drops what tfjs reads otherwise, and initial weights", () => {
  const config = {
    ...{ name: "dense", units: 3, dtype: "float32", seed: 1, use_cudnn: "auto", autocast: true },
    ...{ kernel_initializer: { class_name: "Zeros" }, bias_constraint: null },
    ...{ synchronized: false, quantization_config: null, build_config: {}, sparse: false },
    ...{ zero_output_for_mask: false, ragged: false, lora_rank: null, lora_alpha: null },
    activity_regularizer: { class_name: "L2", config: { l2: 1 } },
    activation: "relu",
  };
  assert.deepEqual(plainConfig(config), { name: "dense", units: 3, activation: "relu" });
});
