import { parentPort } from "node:worker_threads";
import { classifySandal } from "./classify_sandal.js";

parentPort.postMessage(await classifySandal());
