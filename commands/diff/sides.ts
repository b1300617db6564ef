import { fileError } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";
import { type OpenModel, openModel } from "../../onnx/open_model.ts";
import { constantsOf, externalFileOf } from "../../onnx/tensors.ts";
import type { ChosenBackend } from "../../runtime/backends.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import type { Runner } from "./runner.ts";

/**
 * Makes the sides of a comparison; the first one is the reference.
 *
 * @param files One or two models.
 * @param backends What `--backend` names.
 * @throws {WeftError} `usage` for more backends than two models take; `file`, `model` or `runtime`
 * when a model cannot be read or a backend does not work.
 */
export async function makeSides(
  files: readonly string[],
  backends: readonly ChosenBackend[],
): Promise<readonly [Runner, ...Runner[]]> {
  const chosen = [...new Set(backends)];
  if (files.length > 1 && chosen.length > 2) {
    throw new WeftError(
      "usage",
      `Cannot compare two models on ${chosen.length} backends: each runs on one`,
      "Name one backend for both, or one for each",
    );
  }
  for (const backend of chosen) await resolveBackend(backend);
  const models = await Promise.all(files.map(readModel));
  const [first = "cpu", ...rest] = chosen;
  if (models.length === 1) {
    const others = chosen.length === 0 ? ["wasm" as const] : rest;
    return [side(first, first), ...others.map((backend) => side(backend, backend))];
  }
  const second = rest[0] ?? first;
  return [
    side(first === second ? files[0]! : `${files[0]} on ${first}`, first),
    side(first === second ? files[1]! : `${files[1]} on ${second}`, second, 1),
  ];

  function side(label: string, backend: ChosenBackend, model: 0 | 1 = 0): Runner {
    return { label, file: files[model]!, open: models[model]!, backend, optimize: false };
  }
}

async function readModel(file: string): Promise<OpenModel> {
  const bytes = await Deno.readFile(file).catch((error) => {
    throw fileError("read", file, error);
  });
  const open = openModel(bytes, file);
  const beside = constantsOf(open.graph).find(({ tensor }) => externalFileOf(tensor) !== undefined);
  if (beside) {
    throw new WeftError(
      "model",
      `Cannot compare ${file}: its constant "${beside.name}" is in another file, ${
        externalFileOf(beside.tensor)
      }`,
      "Save the model with its weights inside: onnx.save_model(model, path)",
    );
  }
  return open;
}
