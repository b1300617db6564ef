// This module is browser compatible.
import type { CheckResult } from "../../../compiler/check/check.ts";
import type { FileSummary } from "../../../compiler/check/summary.ts";
import type { SentError } from "../../sent_error.ts";
import type { GivenFile, ModelFile } from "./find_model.ts";

/** An input or an output of a saved model. A null length is free; the first one is the batch. */
export interface ModelPort {
  readonly name: string;
  /** Absent for the outputs of graph models, which do not say it. */
  readonly type?: string;
  /** Absent when the model does not say it. */
  readonly shape?: readonly (number | null)[] | undefined;
}

/** The description of a saved model before it is converted. */
export interface ModelDescription {
  /** Name of the model.json. */
  readonly name: string;
  readonly kind: "layers model" | "graph model";
  readonly writtenBy: string | undefined;
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  /** Number of elements of all weights. */
  readonly parameters: number;
}

/** The choices of the user for a conversion. */
export interface ConvertOptions {
  /** Undefined for a symbolic batch. */
  readonly batchSize: number | undefined;
  /** Shapes of the inputs that leave lengths free, by name; a null length is the batch. */
  readonly shapes: Readonly<Record<string, readonly (number | null)[]>>;
  /** Outputs, nodes or layers at which the file ends; none for all outputs. */
  readonly outputs: readonly string[];
}

/** An .onnx file that was written. */
export interface WrittenFile {
  readonly name: string;
  readonly file: Blob;
  readonly opset: number;
  readonly summary: FileSummary;
}

/** The comparison of a file with tfjs. */
export type Comparison = Omit<CheckResult, "inputs" | "outputs">;

/**
 * A message from the page to the worker. `open` or `sample` is sent once, then `convert` as often
 * as the user wants.
 */
export type ConvertRequest =
  | {
    /** Looks for a model in the files, and loads it when all of its files are there. */
    readonly kind: "open";
    readonly files: readonly GivenFile[];
  }
  | { /** Makes a small model, and loads it. */ readonly kind: "sample" }
  | { readonly kind: "convert"; readonly options: ConvertOptions };

/** A message from the worker to the page. */
export type ConvertResponse =
  | {
    /** The files of the model; undefined when there is no model.json. */
    readonly kind: "files";
    readonly list: readonly ModelFile[] | undefined;
  }
  | { readonly kind: "model"; readonly model: ModelDescription }
  | { readonly kind: "written"; readonly written: WrittenFile }
  | {
    /** The file computes what tfjs computes. */
    readonly kind: "checked";
    readonly check: Comparison;
  }
  | { readonly kind: "failed"; readonly error: SentError };
