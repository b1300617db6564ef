import { toBinary } from "@bufbuild/protobuf";
import { basename, join } from "node:path";
import { TensorProtoSchema } from "onnx-buf";
import { makeFolder, writeFileAtomic } from "../../cli/file.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { operatorOf } from "../../onnx/operators.ts";
import { writeTensor } from "../../onnx/tensor_value.ts";
import { comparisonText } from "./comparison_text.ts";
import { packageVersion } from "../../runtime/package_version.ts";
import type { Reproduction } from "./reproduce.ts";
import type { Runner } from "./runner.ts";
import type { Parting } from "./walk.ts";

/** The folder of inputs and outputs in ONNX's own test data. */
const DATA = "test_data_set_0";

/** The models of both sides, where they differ. */
const MODELS = ["model.onnx", "model_b.onnx"] as const;

/**
 * Writes a reproduction in the layout of ONNX's test data: `model.onnx`,
 * `test_data_set_0/input_0.pb` and so on, `output_0.pb` as the left side computes it, and a README.
 *
 * @throws {WeftError} `file` when it cannot be written.
 */
export async function writeReproduction(
  folder: string,
  parting: Parting,
  reproduction: Reproduction,
): Promise<void> {
  const { models, inputs, expected, output } = reproduction;
  await makeFolder(join(folder, DATA));
  for (const [i, model] of models.entries()) {
    await writeFileAtomic(join(folder, MODELS[i]!), encodeModel(model!));
  }
  const tensors = [
    ...[...inputs].map(([name, value], i) => [`input_${i}.pb`, writeTensor(name, value)] as const),
    ["output_0.pb", writeTensor(output, expected)] as const,
  ];
  for (const [name, tensor] of tensors) {
    await writeFileAtomic(join(folder, DATA, name), toBinary(TensorProtoSchema, tensor));
  }
  await writeFileAtomic(join(folder, "README.md"), readme(parting, reproduction));
}

/** The packages of ONNX Runtime on both sides, with their versions. */
function versions(sides: readonly Runner[]): string {
  const names = sides.map(({ backend }) =>
    backend === "wasm" ? "onnxruntime-web" : "onnxruntime-node"
  );
  return [...new Set(names)].map((name) => `${name} ${packageVersion(name)}`).join(", ");
}

function readme(parting: Parting, reproduction: Reproduction): string {
  const { left, right } = parting;
  const { comparison, nodes, inputs, models, output } = reproduction;
  const graph = models[0].graph!;
  const operators = graph.node.map(operatorOf).join(", ");
  const opsets = models[0].opsetImport.map(({ domain, version }) =>
    `${domain || "ai.onnx"} ${version}`
  );
  const title = comparison.parts
    ? `${operators}: ${left.label} and ${right.label} part`
    : `${operators}: ${left.label} and ${right.label} agree on this alone`;
  const paths = [...inputs.keys()].map((_, i) => `REPRO/${DATA}/input_${i}.pb`);
  const words = [
    "deno task diff",
    ...models.map((_, i) => `REPRO/${MODELS[i]}`),
    `--backend ${[...new Set([left.backend, right.backend])].join()}`,
    ...paths.length > 0 ? ["--input", ...paths] : [],
  ];
  return `# ${title}

- Value: \`${output}\`, out of ${basename(left.file)}
${
    comparisonText(comparison, left.label, right.label).map((line) => `- ${capital(line)}`)
      .join("\n")
  }
- Nodes in \`model.onnx\`: ${nodes} (${operators}); opset ${opsets.join(", ")}
- Versions: ${
    versions([left, right])
  }; ${Deno.build.os} ${Deno.build.arch}, Deno ${Deno.version.deno}

\`${DATA}/\` has the inputs, and what ${left.label} computes as \`output_0.pb\`, as in ONNX's own test
data, which \`onnx_test_runner\` of ONNX Runtime's sources takes. With weft, where REPRO is this
folder:

    ${words.join(" ")}
`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
