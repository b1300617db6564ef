import project from "../../deno.json" with { type: "json" };
import source from "../../package.json" with { type: "json" };

/** How a package is depended on, where it is not simply a dependency, and why. */
const KINDS: Readonly<Record<string, "optionalDependencies" | "peerDependencies">> = {
  // The native runtime is for Node and Deno: `npm install --omit=optional` leaves its 300 MB out,
  // and an install script
  // that fails, because it cannot download CUDA's libraries, does not fail the whole installation.
  "onnxruntime-node": "optionalDependencies",
  // A model is traced in the copy of tfjs that it was made with. Only weft/compiler needs it.
  "@tensorflow/tfjs": "peerDependencies",
};

/**
 * The package.json of the npm package: what the repository's says, of the compiled files.
 *
 * @param packages What the compiled files import; each has its exact version in deno.json.
 * @throws {Error} Where one has none.
 */
export function manifest(packages: Iterable<string>): Record<string, unknown> {
  const dependencies: Record<string, string> = {};
  const kinds = {
    dependencies,
    optionalDependencies: {} as Record<string, string>,
    peerDependencies: {} as Record<string, string>,
  };
  for (const name of [...packages].sort()) {
    kinds[KINDS[name] ?? "dependencies"][name] = versionOf(name);
  }
  const { version, description, license, type } = source;
  const { node, browser } = source.imports["#ort"];
  return {
    ...{ name: source.name, version, description, license, type },
    keywords: ["onnx", "onnxruntime", "tensorflowjs", "fashion-mnist", "t-sne", "pca", "svg"],
    engines: { node: ">=20" },
    sideEffects: source.sideEffects.map(compiled),
    exports: {
      ...Object.fromEntries(
        Object.entries(source.exports).map(([name, path]) => [name, {
          types: compiled(path).replace(/\.js$/, ".d.ts"),
          default: compiled(path),
        }]),
      ),
      "./zoo/*": "./models/zoo/*",
      "./package.json": "./package.json",
    },
    imports: {
      // Whatever is neither Deno nor Node, such as a CDN, is there for browsers.
      "#ort": { deno: compiled(node), node: compiled(node), default: compiled(browser) },
    },
    ...kinds,
    peerDependenciesMeta: Object.fromEntries(
      Object.keys(kinds.peerDependencies).map((name) => [name, { optional: true }]),
    ),
  };
}

function compiled(path: string): string {
  return path.replace(/\.ts$/, ".js");
}

function versionOf(name: string): string {
  const specifier = (project.imports as Record<string, string>)[name];
  const version = specifier?.slice(`npm:${name}@`.length);
  if (!version) throw new Error(`deno.json has no version of ${name}`);
  return version;
}
