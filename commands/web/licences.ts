import type { Metafile } from "esbuild";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };

/** A work that the site contains, with what its authors ask to be shipped with it. */
interface Work {
  readonly title: string;
  /** The identifier of the licence, as SPDX names it. */
  readonly licence: string;
  /** The licence files. */
  readonly texts: readonly string[];
  /** Used where there is no licence file: lines of copyright in the sources, and the address. */
  readonly credits: readonly string[];
}

/** Matches the names of files that a licence asks to be shipped. */
const LICENCE_FILE = /^(?:licen[cs]e|copying|copyright|notice)/i;

/** Matches the line of a source file that names who has the copyright. */
const COPYRIGHT = /\bCopyright (?:\(c\)|\d{4}).*/gi;

/** Matches the folder of the package that a bundled file is from. */
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Matches a comment that must go wherever the code goes, at the head of a file of weft. */
const KEPT_COMMENT = /^\/\*!\n(.*?)\n\*\/$/ms;

/**
 * Collects the licences of weft, of its typeface, of the packages of which code is in a bundle, and
 * of the code of others that files of weft contain.
 *
 * @param metafile What esbuild tells about the bundle.
 * @param root The folder that the paths in `metafile` begin at.
 * @returns The text of `licences.txt`.
 */
export async function licenceNotices(metafile: Metafile, root: string): Promise<string> {
  const kept = await keptComments(metafile, root);
  const packages = [...filesByPackage(metafile)].sort(([a], [b]) => a < b ? -1 : 1);
  const works = [
    await ownWork(root),
    await typeface(root),
    ...await Promise.all(packages.map(([folder, files]) => readPackage(root, folder, files))),
  ];
  const notices = works.map((work) => `${work.title}: ${work.licence}\n\n${notice(work, works)}`);
  notices.push(...kept);
  const line = `\n\n${"-".repeat(80)}\n\n`;
  return `${["This site contains the following works.", ...notices].join(line)}\n`;
}

/** The bundled files by the folder of their package. */
function filesByPackage({ outputs }: Metafile): Map<string, Set<string>> {
  const packages = new Map<string, Set<string>>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = PACKAGE_FOLDER.exec(file)?.[0];
      // `(disabled):` is a package that browsers do not get.
      if (!folder || bytesInOutput === 0 || file.startsWith("(disabled):")) continue;
      packages.set(folder, (packages.get(folder) ?? new Set()).add(file));
    }
  }
  return packages;
}

/** The comments to be kept of bundled files that are in no package. */
async function keptComments({ outputs }: Metafile, root: string): Promise<string[]> {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 && /\.ts$/.test(file) && !PACKAGE_FOLDER.test(file) ? [file] : []
    )
  );
  const sources = [...new Set(files)].sort().map((file) => readFile(join(root, file), "utf8"));
  return (await Promise.all(sources)).flatMap((text) => KEPT_COMMENT.exec(text)?.[1] ?? []);
}

async function ownWork(root: string): Promise<Work> {
  const texts = [await readFile(join(root, "LICENSE"), "utf8")];
  return { title: `weft ${project.version}`, licence: "MIT", texts, credits: [] };
}

async function typeface(root: string): Promise<Work> {
  const texts = [await readFile(join(root, "viz/fonts/LICENSE_OFL.txt"), "utf8")];
  return { title: "Inter", licence: "OFL-1.1", texts, credits: [] };
}

async function readPackage(root: string, folder: string, files: Set<string>): Promise<Work> {
  const read = (path: string) => readFile(join(root, path), "utf8");
  const { name, version, license = "no licence named", homepage } = JSON.parse(
    await read(`${folder}/package.json`),
  );
  const names = (await readdir(join(root, folder))).filter((name) => LICENCE_FILE.test(name));
  const texts = await Promise.all(names.sort().map((name) => read(`${folder}/${name}`)));
  const lines = new Set<string>();
  if (texts.length === 0) {
    for (const file of files) {
      for (const [line] of (await read(file)).matchAll(COPYRIGHT)) {
        lines.add(line.replace(/\s*\*\/.*/, "").trim());
      }
    }
    lines.add(homepage ?? `https://www.npmjs.com/package/${name}`);
  }
  return { title: `${name} ${version}`, licence: license, texts, credits: [...lines].sort() };
}

/** The site's notice of a work. Packages without a licence file share the text of another one. */
function notice({ texts, credits, licence }: Work, works: readonly Work[]): string {
  if (texts.length > 0) return texts.map((text) => text.trim()).join("\n\n");
  const places = (licence.match(/[\w.-]+/g) ?? []).flatMap((identifier) => {
    const other = works.find(({ licence, texts }) => licence === identifier && texts.length > 0);
    return other ? [`The text of ${identifier} is under ${other.title}.`] : [];
  });
  return [...credits, "", "The package has no licence file.", ...places].join("\n");
}
