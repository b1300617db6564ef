import project from "../../deno.json" with { type: "json" };
import source from "../../package.json" with { type: "json" };

/** The kinds of dependencies that are not plain ones, with the reasons. */
const KINDS: Readonly<Record<string, "optionalDependencies" | "peerDependencies">> = {
  // For Node and Deno only: `npm install --omit=optional` omits its 300 MB. If its install script
  // cannot download CUDA's libraries, the rest of the installation succeeds.
  "onnxruntime-node": "optionalDependencies",
  // For weft-ml/compiler and weft-ml/train. A model is traced in the copy of tfjs that made it.
  "@tensorflow/tfjs": "peerDependencies",
};

/**
 * Makes the package.json of the npm package from that of the repository.
 *
 * @param packages The packages that the compiled files import; each has its exact version in
 * deno.json.
 * @throws {Error} Where a package has no version there.
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
  const { node, browser } = source.imports["#host"];
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
      // Bundlers and CDNs that set neither condition serve browsers.
      "#host": { deno: compiled(node), node: compiled(node), default: compiled(browser) },
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
