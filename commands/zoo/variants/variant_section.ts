// This module is browser compatible.
import type { VariantKind, ZooVariants } from "../../../infer/zoo_manifest.ts";
import { formatCount } from "../../../viz/figures/format.ts";

/** The heading of the section of a model card, by which an older one is found. */
const HEADING = "\n## Variants\n";

const HOW: Readonly<Record<VariantKind, string>> = {
  float32: "float32",
  fp16: "float16",
  int8: "weights in 8 bits, computes in float32",
  "int8-static": "convolutions and products in 8 bits",
};

/** A model card with the measurements of the variants at its end, instead of older ones. */
export function withVariantSection(card: string, variants: ZooVariants): string {
  return card.split(HEADING)[0]! + HEADING + sectionOf(variants);
}

function sectionOf({ page, validationImages, measured }: ZooVariants): string {
  const isAccuracy = (measured.float32?.validation ?? 0) > 0;
  const score = (value: number) =>
    isAccuracy ? `${(100 * value).toFixed(2)} %` : `${value.toFixed(2)} nats`;
  const rows = Object.entries(measured).map(([kind, variant]) => {
    const bytes = Object.values(variant.files).reduce((sum, file) => sum + file.bytes, 0);
    const cells = [
      `${HOW[kind as VariantKind]}${kind === page ? ", the page's" : ""}`,
      formatCount(bytes),
      score(variant.validation),
      score(variant.test),
      ...(isAccuracy ? [String(variant.otherClass), String(variant.otherTestClass)] : []),
      variant.betweenRuntimes.toExponential(1),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const classes = isAccuracy ? " other class (validation) | other class (test) |" : "";
  return `
| variant | bytes | validation | test |${classes} between runtimes |
|---|---:|---:|---:|${isAccuracy ? "---:|---:|" : ""}---:|
${rows.join("\n")}

Only float32 is in this folder; \`deno task web\` makes the page's files of it. The last
${formatCount(validationImages)} training images chose the page's variant: the smallest that keeps
its score, and whose outputs are equal in the native and the WebAssembly build of ONNX Runtime
within 1e-5 of the largest number. The model has seen these images in training.
`;
}
