import { exportAndClassify } from "./export_model.ts";

const { process } = globalThis as unknown as { process: { argv: string[] } };
// deno-lint-ignore no-console
console.log(await exportAndClassify(process.argv[2]!));
