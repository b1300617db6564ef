import { fromFileUrl } from "node:url";
