// This module is browser compatible.

import { reportPage } from "./report.ts";
import { trainModel } from "./train_model.ts";

reportPage(await trainModel("wasm"));
