import assert from "node:assert/strict";
import type { VaeConfig } from "../config.ts";
import { sampleConfig } from "../testing/sample_run.ts";
import { vaeCard, type VaeSummary } from "./card.ts";

const SUMMARY: VaeSummary = {
  model: "vae",
  title: "VAE",
  dataset: "Fashion-MNIST",
  synthetic: false,
  parameters: 199_557,
  epochs: 12,
  seconds: 47.6,
  imagesPerSecond: 5_873,
  provider: "cpu",
  latent: 2,
  test: {
    ...{ bce: 250.126, kl: 6.004, elbo: -256.13, importanceWeighted: -255.017 },
    ...{ importanceSamples: 64, mse: 0.015, floor: 200.5 },
  },
  pca: { components: 2, mse: 0.02, timesVae: 4 / 3 },
};
const CONFIG: VaeConfig = { ...sampleConfig(), model: "vae", latent: 2, beta: 1, klWarmUp: 0 };
const COMMANDS = { repeat: "deno task train", use: "deno task infer", settings: "config.json" };

Deno.test("vaeCard() has the bounds, the error of PCA, the use and the settings", () => {
  const card = vaeCard(SUMMARY, CONFIG, COMMANDS);
  const [head, use] = card.split("## Use\n");
  assert.equal(
    head,
    `# VAE on Fashion-MNIST

Test ELBO **-256.13 nats** per image, 2 latent dimensions, 199,557 parameters, 12 epochs in 48 s on cpu.

![Reconstruction and divergence](figures/curves.svg)

![Test images above their reconstructions](figures/reconstructions.svg)

![Generated images](figures/samples.svg)

## Test results

| measure | |
|---|---:|
| cross-entropy (one sample) | 250.13 nats |
| divergence from the standard normal | 6.00 nats |
| ELBO | -256.13 nats |
| importance-weighted bound, 64 samples | -255.02 nats |
| floor of the cross-entropy: each image with itself | 200.50 nats |
| squared error per pixel | 0.01500 |
| the same of PCA with 2 components | 0.02000 |

The squared error is 25.0 % lower than that of PCA, which was fitted on the same training images.

`,
  );
  assert.match(use!, /`mean` and `logvar` \[batch, 2\]/);
  assert.match(use!, /```sh\ndeno task infer\n```\n\n## How it was made\n/);
});

Deno.test("vaeCard() says so when PCA has the lower error, and warns of synthetic data", () => {
  const worse = { ...SUMMARY, synthetic: true, pca: { ...SUMMARY.pca, mse: 0.01 } };
  const card = vaeCard(worse, CONFIG, COMMANDS);
  assert.match(card, /The squared error is 50\.0 % higher than that of PCA/);
  assert.match(card, /Synthetic data\.\*\*.* Its scores say nothing about real images\./);
});
