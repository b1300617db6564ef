import { relative, resolve } from "node:path";
import { ROOT } from "../root.ts";

/**
 * The folder where the user stands, seen from the working directory: "" when they are the same.
 * `deno task` runs a command in the folder of deno.json and names the user's in INIT_CWD. Under
 * another working directory the variable belongs to another program.
 */
export function userFolder(): string {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" });
  const folder = state === "granted" ? Deno.env.get("INIT_CWD") : undefined;
  const here = Deno.cwd();
  return folder === undefined || resolve(here) !== resolve(ROOT) ? "" : relative(here, folder);
}
