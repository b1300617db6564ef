/**
 * Compares architectures of tf.layers with tfjs's own cpu backend: exported, and trained for a few
 * steps.
 */

import { exportOnnx, targets } from "../../compiler/mod.ts";
import { needs } from "../needs.ts";
import { checkOnnx } from "../onnx_checker.ts";
import { assertExportAgrees, assertStepsAgree, BATCHES } from "./agreement.ts";
import { architectures } from "./models.ts";
import { STEPS } from "./training.ts";

for (const [name, build] of Object.entries(architectures)) {
  Deno.test(
    `${name}, exported, gives tfjs's outputs at batch ${BATCHES.join(", ")}`,
    () => assertExportAgrees(build),
  );
  for (const target of Object.values(targets)) {
    Deno.test(
      `${STEPS} steps of ${name}, compiled for ${target.name}, agree with tfjs`,
      () => assertStepsAgree(build, target),
    );
  }
}

Deno.test(
  "the official checker accepts every exported architecture",
  needs("Python's onnx"),
  async () => {
    const files = Object.fromEntries(
      Object.entries(architectures).map(([name, build]) => {
        const model = build();
        const bytes = exportOnnx(model);
        model.dispose();
        return [name, bytes];
      }),
    );
    await checkOnnx(files);
  },
);
