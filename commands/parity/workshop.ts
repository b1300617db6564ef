import { join } from "node:path";
import { bundleForBrowsers, bundleForNode } from "../../runtime/hosts/bundle.ts";

/**
 * A folder that all engines read the job's files from, and bundles of weft that are made when one
 * of them needs them.
 */
export interface Workshop {
  /** Images, models and points, as jobs name them. */
  readonly folder: string;
  /** The path of a bundle for browsers. */
  bundleForBrowsers(entry: string): Promise<string>;
  /** The path of a bundle for Node. */
  bundleForNode(entry: string): Promise<string>;
  /** Makes an empty folder for what a job gives. */
  newResults(): Promise<string>;
}

/**
 * Opens a workshop in a new temporary folder for as long as `work` goes on.
 */
export async function withWorkshop<Result>(
  work: (workshop: Workshop) => Promise<Result>,
): Promise<Result> {
  const root = await Deno.makeTempDir({ prefix: "weft-parity-" });
  const [folder, browsers, node] = ["job", "browsers", "node"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
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

/** The same function, done once: the second caller gets what the first one did. */
function once(make: (entry: string) => Promise<string>): (entry: string) => Promise<string> {
  let made: Promise<string> | undefined;
  return (entry) => made ??= make(entry);
}
