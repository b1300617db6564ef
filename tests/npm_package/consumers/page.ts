// This module is browser compatible.

import { reportPage } from "./report.ts";
import { useWeft } from "./use_weft.ts";

reportPage(await useWeft("wasm"));
