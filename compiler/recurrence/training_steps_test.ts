/** Compares training steps of recurrent layers with tfjs's own cpu backend, which unrolls them. */

import { assertStepsAgree } from "../../tests/architectures/agreement.ts";
import { recurrentModels } from "../../tests/architectures/recurrent_models.ts";
import { STEPS } from "../../tests/architectures/training.ts";
import { targets } from "../mod.ts";

for (const [name, build] of Object.entries(recurrentModels)) {
  Deno.test(
    `${STEPS} steps of ${name}, compiled as Scans, agree with tfjs`,
    () => assertStepsAgree(build, targets.cpu),
  );
}
