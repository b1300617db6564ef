import assert from "node:assert/strict";
import { vaes } from "../../models/mod.ts";
import { targets } from "../../compiler/mod.ts";
import { sampleConfig } from "../testing/sample_run.ts";
import { compileVae } from "./compile.ts";

Deno.test("compileVae() weighs the divergence more in each step of the warm-up", () => {
  const weights = (klWarmUp: number) => {
    const { optimizer } = sampleConfig();
    const config = { seed: 1, latent: 2, optimizer, beta: 2, klWarmUp };
    const { scalars } = compileVae(vaes.vae!, config, 1, targets.cpu);
    return [0, 1, 7, 8, 99].map((done) => scalars.klWeight!(done, 4));
  };
  assert.deepEqual(weights(0), [2, 2, 2, 2, 2]);
  assert.deepEqual(weights(2), [0.25, 0.5, 2, 2, 2]);
});
