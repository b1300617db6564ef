import { classifySandal } from "./classify_sandal.js";

console.log(await classifySandal());
