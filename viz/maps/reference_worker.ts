// The worker of the reference implementation in implementations.ts: its packages hold their thread
// until they are done.
import type { Features } from "../features.ts";
import type { PcaOptions } from "../pca.ts";
import { referencePca, referenceTsne } from "../reference/mod.ts";
import type { TsneOptions, TsneProgress } from "../tsne/tsne.ts";
import { serveWorker } from "./run_in_worker.ts";

/** The features, and the options of one of the two methods. */
export type ReferenceRequest =
  & { readonly features: Features }
  & (
    | { readonly pca: PcaOptions }
    | { readonly tsne: TsneOptions }
  );

serveWorker(async (request: ReferenceRequest, onProgress: (progress: TsneProgress) => void) =>
  "pca" in request
    ? await referencePca(request.features, request.pca)
    : await referenceTsne(request.features, { ...request.tsne, onProgress })
);
