// This module is browser compatible.
import type {
  InferenceSession,
  InferenceSessionFactory,
  TensorConstructor,
} from "onnxruntime-common";
import type { ChosenBackend, Obstacle } from "./backends.ts";

/** The part of ONNX Runtime that its packages for Node and for browsers have in common. */
export interface Ort {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

/** One backend of a host: how it is checked, loaded and used. */
export interface HostBackend {
  /** The npm package of ONNX Runtime that has it. */
  readonly ortPackage: string;
  /** Options of every session on it. */
  readonly options: InferenceSession.SessionOptions;
  /**
   * Loads ONNX Runtime. Nothing is loaded before this call.
   *
   * @param threads The number of threads, for a package that must have it before it loads.
   */
  load(threads?: number): Promise<Ort>;
  /** Makes ONNX Runtime ready for sessions. Missing where a session needs no time for that. */
  readonly start?: (threads?: number) => Promise<void>;
  /** Finds what is missing without loading ONNX Runtime; `undefined` when nothing is. */
  findObstacle(): Promise<Obstacle | undefined>;
  /**
   * Explains the error of `load`, for a package that may be missing or lack this machine's library.
   * Without this function, the package is expected to be there.
   */
  readonly explainLoadError?: (error: unknown) => Obstacle;
  /**
   * Explains ONNX Runtime's error message when a graph of one node does not run. Where this is
   * missing, the backend needs no such proof.
   */
  readonly explainError?: (message: string) => Obstacle;
  /**
   * Says why the backend computes on the CPU in place of a GPU; `undefined` when it does not.
   * `auto` skips a backend that computes in software.
   */
  readonly softwareReason?: () => Promise<string | undefined>;
  /** A note that follows "works" in the reason of `auto`. */
  readonly autoNote?: string;
  /** True when a profile shows which nodes ONNX Runtime ran on its CPU provider instead. */
  readonly profiled: boolean;
  /** Rewrites a portable model into an equivalent one that runs faster on this backend. */
  readonly rewrite?: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** The largest number of threads. Default: no limit. */
  readonly maxThreads?: number;
}

/** A place for the profile of a session. */
export interface ProfileFile {
  /** The path prefix that ONNX Runtime takes. */
  readonly prefix: string;
  /** Reads the profile, after ONNX Runtime has written it. */
  read(): Promise<string>;
  /** Removes the profile and its folder. */
  remove(): Promise<void>;
}

/**
 * The host: what differs between Deno or Node and a browser. The import `#host` of package.json
 * picks `host_server.ts` or `host_browser.ts`, so that a bundle for browsers contains no native
 * code.
 */
export interface Host {
  /**
   * The backends, in the order in which `auto` tries them: it takes the first that works and is not
   * software. docs/runtimes.md has the reasons for the order.
   */
  readonly backends: ReadonlyMap<ChosenBackend, HostBackend>;
  /** The reasons why the other backends do not exist in this host. */
  readonly absent: Readonly<Partial<Record<ChosenBackend, Obstacle>>>;
  /**
   * Counts the threads that this process can run at the same time. Missing in browsers, where ONNX
   * Runtime decides.
   */
  cores?(): number;
  /** Prints a warning on standard error, once. Missing in browsers. */
  warn?(text: string): void;
  /** Reads a local file. Missing in browsers. */
  readFile?(path: string | URL): Promise<Uint8Array>;
  /** Makes a place for a profile. Missing in browsers. */
  createProfile?(): Promise<ProfileFile>;
  /** Gives the default address of the zoo's folder. */
  zoo(): URL;
}
