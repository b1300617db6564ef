import { classifySandal } from "./classify_sandal.js";

globalThis.report({ results: await classifySandal(), loaded: [] });
