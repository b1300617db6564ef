// This module is browser compatible.

import { classifyImage } from "./classify_image.ts";
import { reportPage } from "./report.ts";

reportPage(await classifyImage("wasm"));
