/**
 * Bundles tfjs-core's own test suite to one module that Deno can load. tfjs-core publishes its
 * tests as ES modules with paths that only bundlers resolve.
 *
 * @module
 */

import { build } from "esbuild";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../root.ts";

/** An environment in which the suite runs; the type is tfjs-core's TestEnv. */
export interface TestEnvironment {
  readonly name: string;
  readonly backendName: string;
  /** True to include specs that read tensors synchronously. */
  readonly isDataSync: boolean;
}

/** Exports of the bundle. */
export interface Suite {
  readonly setTestEnvs: (environments: TestEnvironment[]) => void;
  /** Declares every spec. jasmine's globals and the environments must be set before. */
  readonly loadSpecs: () => Promise<unknown>;
}

const ENTRY = `
  import "@tensorflow/tfjs-core/dist/index.js";
  import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
  import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
  export { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
  export const loadSpecs = () => import("@tensorflow/tfjs-core/dist/tests.js");
`;

/**
 * Bundles and loads the suite. The copy of tfjs-core in it shares engine, kernels and gradients
 * with every other copy in the process, since tfjs keeps them in the global scope.
 */
export async function loadSuite(): Promise<Suite> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    // The package declares its tests free of side effects, so most of them would be dropped.
    ignoreAnnotations: true,
    define: { global: "globalThis" },
    banner: {
      js:
        'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
  if (outputFiles.length !== 1) throw new Error(`esbuild wrote ${outputFiles.length} files`);
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "suite.mjs");
    await Deno.writeFile(file, outputFiles[0]!.contents);
    return await import(pathToFileURL(file).href) as Suite;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
