// This module is browser compatible.

import { formatCount } from "../../viz/figures/format.ts";
import { type Commands, howItWasMade, syntheticNotice } from "../card.ts";
import type { VaeConfig } from "../config.ts";
import type { RunSummary } from "../run_folder.ts";

/** summary.json of a VAE's finished run. */
export interface VaeSummary extends RunSummary {
  /** Dimensions of the latent space. */
  readonly latent: number;
  /** Means over the test images, in nats per image except `mse`. */
  readonly test: {
    readonly bce: number;
    readonly kl: number;
    readonly elbo: number;
    /** Importance-weighted bound with `importanceSamples` samples of each image. */
    readonly importanceWeighted: number;
    readonly importanceSamples: number;
    /** Mean squared error per pixel, of grey levels in 0..1. */
    readonly mse: number;
    /** The lowest possible cross-entropy of these images. */
    readonly floor: number;
  };
  /** PCA fitted on the training images. */
  readonly pca: {
    readonly components: number;
    readonly mse: number;
    /** Its error divided by the VAE's: above 1 the VAE is better. */
    readonly timesVae: number;
  };
}

/** The model card (README.md) of a VAE's run: test scores, use, and settings. */
export function vaeCard(summary: VaeSummary, config: VaeConfig, commands: Commands): string {
  const { title, dataset, synthetic, parameters, epochs, seconds, test, pca, latent } = summary;
  const nats = (value: number) => value.toFixed(2);
  const percent = 100 * (1 - test.mse / pca.mse);
  return `# ${title} on ${dataset}
${syntheticNotice(synthetic, "Its scores say")}
Test ELBO **${nats(test.elbo)} nats** per image, ${latent} latent dimensions, ${
    formatCount(parameters)
  } parameters, ${epochs} epochs in ${Math.round(seconds)} s on ${summary.provider}.

![Reconstruction and divergence](figures/curves.svg)

![Test images above their reconstructions](figures/reconstructions.svg)

![Generated images](figures/samples.svg)

## Test results

| measure | |
|---|---:|
| cross-entropy (one sample) | ${nats(test.bce)} nats |
| divergence from the standard normal | ${nats(test.kl)} nats |
| ELBO | ${nats(test.elbo)} nats |
| importance-weighted bound, ${test.importanceSamples} samples | ${
    nats(test.importanceWeighted)
  } nats |
| floor of the cross-entropy: each image with itself | ${nats(test.floor)} nats |
| squared error per pixel | ${test.mse.toFixed(5)} |
| the same of PCA with ${pca.components} components | ${pca.mse.toFixed(5)} |

The squared error is ${Math.abs(percent).toFixed(1)} % ${
    percent > 0 ? "lower" : "higher"
  } than that of PCA, which was fitted on the same training images.

## Use

\`encoder.onnx\` takes \`image\`, float32 [batch, 1, 28, 28] with grey levels in 0..1 (light garment on black), and returns
\`mean\` and \`logvar\` [batch, ${latent}]. \`decoder.onnx\` takes \`latent\` [batch, ${latent}] and returns \`image\` [batch, 1, 28, 28].

\`\`\`sh
${commands.use}
\`\`\`

${howItWasMade(config, commands)}`;
}
