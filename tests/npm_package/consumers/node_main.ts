import { exportAndClassify } from "./export_model.ts";
import { useWeft } from "./use_weft.ts";

const { process } = globalThis as unknown as { process: { argv: string[] } };
const results = { cpu: await useWeft("cpu"), wasm: await useWeft("wasm") };
const label = await exportAndClassify(process.argv[2]!);
// deno-lint-ignore no-console
console.log(JSON.stringify({ ...results, label }));
