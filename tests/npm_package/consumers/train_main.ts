import { trainModel } from "./train_model.ts";

const { log } = console;
console.log = () => {}; // tfjs greets on it
const results = { cpu: await trainModel("cpu"), wasm: await trainModel("wasm") };
log(JSON.stringify(results));
