// deno-lint-ignore-file no-console
/**
 * Runs a program of this folder by name, or lists them.
 *
 *     deno task example iris --quick
 *
 * @module
 */

/** The programs that `deno task example NAME` runs. */
export const NAMES: readonly string[] = [
  ...["iris", "housing", "mnist", "text", "weather", "gan", "vae", "transfer", "bikes", "cartpole"],
];

if (import.meta.main) {
  const [name, ...flags] = Deno.args;
  if (name === undefined || !NAMES.includes(name) || flags.some((flag) => flag !== "--quick")) {
    console.error(`deno task example NAME [--quick]\n\nNAME is one of ${NAMES.join(", ")}.`);
    Deno.exit(2);
  }
  const { main } = await import(`./${name}.ts`);
  console.log(await main({ quick: flags.length > 0 }));
}
