// deno-lint-ignore-file no-console
/**
 * Checks that rooms import only what the table in `rooms.ts` allows, and that no files import each
 * other in a circle.
 *
 *     deno task lint:layers
 *
 * @module
 */

import { ROOT } from "../../root.ts";
import { checkLayers } from "./check_layers.ts";
import { readImports } from "./imports.ts";

const imports = readImports(ROOT);
const faults = checkLayers(imports);
for (const fault of faults) console.error(fault);
console.log(`${imports.length} files, ${faults.length} faults`);
Deno.exit(faults.length > 0 ? 1 : 0);
