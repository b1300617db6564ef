// This module is browser compatible.

import { formatCount } from "../../viz/figures/format.ts";
import { type Commands, howItWasMade, syntheticNotice } from "../card.ts";
import type { ClassifierConfig } from "../config.ts";
import type { RunSummary } from "../run_folder.ts";

/** summary.json of a classifier's finished run. */
export interface ClassifierSummary extends RunSummary {
  readonly test: { readonly loss: number; readonly accuracy: number };
  readonly perClass: readonly {
    readonly label: string;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly count: number;
  }[];
}

const percent = (part: number) => `${(100 * part).toFixed(2)} %`;

/** The model card (README.md) of a classifier's run: test scores, use, and settings. */
export function classifierCard(
  summary: ClassifierSummary,
  config: ClassifierConfig,
  commands: Commands,
): string {
  const { title, dataset, synthetic, parameters, epochs, seconds, test, perClass } = summary;
  const rows = perClass.map(({ label, precision, recall, f1, count }) =>
    `| ${label} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} | ${count} |`
  );
  return `# ${title} on ${dataset}
${syntheticNotice(synthetic, "Its accuracy says")}
Test accuracy **${percent(test.accuracy)}**, test loss ${test.loss.toFixed(4)} nats, ${
    formatCount(parameters)
  } parameters, ${epochs} epochs in ${Math.round(seconds)} s on ${summary.provider}.

![Loss and accuracy](figures/curves.svg)

![Confusion matrix](figures/confusion.svg)

## Use

\`model.onnx\` takes \`image\`, float32 [batch, 1, 28, 28] with grey levels in 0..1 (light garment on black), and returns
\`logits\` [batch, ${perClass.length}] and \`embedding\`, the layer before the last. Padding and normalisation are in the graph.

\`\`\`sh
${commands.use}
\`\`\`

${howItWasMade(config, commands)}
## Test results by class

| class | precision | recall | F1 | images |
|---|---:|---:|---:|---:|
${rows.join("\n")}
`;
}
