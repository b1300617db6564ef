import { join } from "node:path";
import { bundleForBrowsers, bundleForNode } from "../../runtime/hosts/bundle.ts";

/** The folders that the hosts share, and the bundles of weft that some of them run. */
export interface Workspace {
  /** The folder of the request's files: images, models and points. */
  readonly folder: string;
  /** Makes a bundle for browsers at the first call; returns its path. */
  bundleForBrowsers(entry: string): Promise<string>;
  /** Makes a bundle for Node at the first call; returns its path. */
  bundleForNode(entry: string): Promise<string>;
  /** Makes an empty folder for the results of a request. */
  newResults(): Promise<string>;
}

/** Makes a workspace in a temporary folder, calls `work` with it, and removes it. */
export async function withWorkspace<Result>(
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const root = await Deno.makeTempDir({ prefix: "weft-parity-" });
  const [folder, browsers, node] = ["request", "browsers", "node"]
    .map((name) => join(root, name)) as [string, string, string];
  try {
    for (const each of [folder, browsers, node]) await Deno.mkdir(each);
    return await work({
      folder,
      bundleForBrowsers: once((entry) => bundleForBrowsers(entry, browsers)),
      bundleForNode: once((entry) => bundleForNode(entry, node)),
      newResults: () => Deno.makeTempDir({ dir: root, prefix: "results-" }),
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Calls `make` once; every later call returns the same path. */
function once(make: (entry: string) => Promise<string>): (entry: string) => Promise<string> {
  let made: Promise<string> | undefined;
  return (entry) => made ??= make(entry);
}
