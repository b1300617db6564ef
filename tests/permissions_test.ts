import assert from "node:assert/strict";
import { basename, join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { MIRRORS } from "../data/fashion_mnist.ts";
import { ROOT } from "../root.ts";

/** A permission in a set: a list, all, or a list beside which other values are not seen. */
type Granted = boolean | readonly string[] | {
  readonly allow?: readonly string[];
  readonly ignore: boolean;
};
type Kind = "read" | "write" | "run" | "net" | "env" | "ffi" | "sys";
type PermissionSet = Readonly<Partial<Record<Kind, Granted>>>;

const sets: Readonly<Record<string, PermissionSet>> = project.permissions;

/** The tasks for users, by the set of permissions that they run with. */
function commandsBySet(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [task, { command }] of Object.entries(project.tasks)) {
    const [, script] = /(\S+)$/.exec(command)!;
    if (!/^(commands|docs|viz)\//.test(script!)) continue;
    const [, set] = / -P=(\S+)/.exec(command) ?? [];
    assert.ok(set && set in sets, `${task} names a set of permissions`);
    found.set(set, [...found.get(set) ?? [], task]);
  }
  return found;
}

function listOf(granted: Granted | undefined): readonly string[] | "any" {
  if (granted === true) return "any";
  if (!granted) return [];
  return "allow" in granted || "ignore" in granted ? granted.allow ?? [] : granted;
}

/** Names that a cell of the table has in place of several. */
const GROUPS: readonly [title: string, members: readonly string[]][] = [
  ["browsers", ["chromium", "chromium-browser", "google-chrome", "firefox", "firefox-esr"]],
  ["the mirrors of Fashion-MNIST", MIRRORS.map((url) => new URL(url).host)],
];

function cell(granted: Granted | undefined): string {
  const list = listOf(granted);
  if (list === "any") return "any";
  const names = list.map((each) => {
    const name = each.startsWith("node_modules/") ? basename(each, ".exe") : each;
    return GROUPS.find(([, members]) => members.includes(name))?.[0] ?? name;
  });
  return [...new Set(names)].join(", ") || "none";
}

/** The table of docs/security.md, cell by cell. */
function table(): string[][] {
  const head = ["command", "reads", "writes", "starts", "reaches", "variables", "native code"];
  const rows = [...commandsBySet()].map(([name, tasks]) => {
    const { read, write, run, net, env, ffi } = sets[name]!;
    const variables = listOf(env);
    return [
      tasks.map((task) => `\`${task}\``).join(", "),
      ...[read, write, run, net].map(cell),
      variables === "any" ? "any" : String(variables.length),
      cell(ffi),
    ];
  });
  return [head, ...rows];
}

Deno.test("docs/security.md has the permissions of deno.json", async () => {
  const page = await Deno.readTextFile(join(ROOT, "docs/security.md"));
  const lines = page.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) => line.split("|").slice(1, -1).map((text) => text.trim()));
  const at = cells.findIndex((row) => row.join() === table()[0]!.join());
  const rows = cells.slice(at, at + table().length + 1);
  const written = table().map((row) => `| ${row.join(" | ")} |`).join("\n");
  assert.deepEqual(rows.toSpliced(1, 1), table(), `the table should be:\n${written}`);
});

Deno.test("no command may start any program, see any variable, reach any address or load any library", () => {
  for (const [set, tasks] of commandsBySet()) {
    for (const kind of ["run", "env", "net", "ffi", "sys"] as const) {
      assert.notEqual(listOf(sets[set]![kind]), "any", `${tasks}: ${kind}`);
    }
  }
});
