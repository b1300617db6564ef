/**
 * `deno task docs:kernels`: writes docs/kernels.md.
 *
 * @module
 */

import { targets } from "../../compiler/targets.ts";
import { KERNEL_TABLE, kernelTable } from "./kernel_table.ts";
import { runSuite } from "./run_suite.ts";

const { calls } = await runSuite(targets.portable);
await Deno.writeTextFile(KERNEL_TABLE, kernelTable(calls));
