import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { VariantKind } from "./make_variants.ts";

/** The places of the files of an export. */
export interface Places {
  /** The folder of a model hub; `undefined` where files are written beside each other. */
  readonly folder: string | undefined;
  /** The path of the file of a variant. */
  readonly pathOf: (kind: VariantKind) => string;
}

/**
 * The places of an export's files. A folder, which ends in a slash or exists, gets the layout of a
 * model hub: `onnx/model.onnx`, `onnx/model_fp16.onnx`. Else variants stand beside the file:
 * `my.onnx`, `my_fp16.onnx`.
 *
 * @param out The value of `--out`, or the path of the file.
 */
export async function placesOf(out: string): Promise<Places> {
  const suffix = (kind: VariantKind) => kind === "float32" ? "" : `_${kind}`;
  const isFolder = /[/\\]$/.test(out) ||
    await stat(out).then((entry) => entry.isDirectory(), () => false);
  if (isFolder) {
    return { folder: out, pathOf: (kind) => join(out, "onnx", `model${suffix(kind)}.onnx`) };
  }
  const stem = out.replace(/\.onnx$/, "");
  const extension = out.slice(stem.length);
  return { folder: undefined, pathOf: (kind) => `${stem}${suffix(kind)}${extension}` };
}
