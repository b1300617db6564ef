import { trainModel } from "./train_model.ts";

const results = { cpu: await trainModel("cpu"), wasm: await trainModel("wasm") };
// deno-lint-ignore no-console
console.log(JSON.stringify(results));
