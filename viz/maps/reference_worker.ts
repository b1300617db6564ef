// The other side of the reference engine in engines.ts: the packages hold their thread until they
// are done.
import type { Features } from "../features.ts";
import type { PcaOptions } from "../pca.ts";
import { referencePca, referenceTsne } from "../reference/mod.ts";
import type { TsneOptions, TsneProgress } from "../tsne/tsne.ts";
import { serve } from "./beside.ts";

/** One method with what it is told. */
export type ReferenceWork =
  & { readonly features: Features }
  & (
    | { readonly pca: PcaOptions }
    | { readonly tsne: TsneOptions }
  );

serve(async (work: ReferenceWork, onProgress: (progress: TsneProgress) => void) =>
  "pca" in work
    ? await referencePca(work.features, work.pca)
    : await referenceTsne(work.features, { ...work.tsne, onProgress })
);
