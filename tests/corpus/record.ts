import type { CpuNode } from "../../compiler/mod.ts";
import type { Method } from "./try_tfjs.ts";

/** A comparison of a file with tfjs, in standard deviations of an output; null is infinite. */
export interface AgreementRecord {
  readonly difference: number | null;
  readonly tolerance: number;
  /** The backend of tfjs. */
  readonly tfjs: "wasm" | "cpu";
}

/** The measurements of a model. Fields are absent when a step before them failed. */
export interface ModelRecord {
  /** The shapes of the inputs; `n` is a free batch. */
  readonly inputs?: string;
  readonly export?: {
    /** Seconds of the processor. */
    readonly seconds: number;
    /** Largest memory of the process up to the end of the export, in MB. */
    readonly peak: number;
    /** Size of the file in MB. */
    readonly size: number;
    readonly parameters: number;
    readonly nodes: Readonly<Record<string, number>>;
    readonly nodesOnCpu: Readonly<Record<string, readonly CpuNode[]>>;
    readonly anyBatch: boolean;
    readonly why?: string;
  };
  /** Why the model does not load or does not export. */
  readonly refused?: string;
  /** The complaint of the official checker; empty when the file passes. */
  readonly checker?: string;
  readonly tfjs?: {
    readonly method?: Method;
    /** Why tfjs cannot run the model with one set of inputs. */
    readonly refused?: string;
    /** Why tfjs cannot run the model with three rows, although their number is free. */
    readonly rowsRefused?: string;
    /** Seconds of one row. */
    readonly seconds?: number;
  };
  /** Comparisons with tfjs at 1 row and at 3. */
  readonly checks?: Readonly<Record<string, AgreementRecord>>;
  /**
   * Largest differences of ONNX Runtime's backend wasm from cpu: as a share of an output's largest
   * number, and as the check measures it.
   */
  readonly wasm?: {
    readonly bySize: number | null;
    readonly difference: number | null;
  };
  /** Why a session did not run the file. */
  readonly sessionRefused?: string;
  /** The end of the process of the model: `180 s`, or a signal. */
  readonly ended?: string;
}
