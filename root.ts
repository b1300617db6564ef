import { fileURLToPath } from "node:url";

/** The root folder of the repository, as a path that ends with a separator. */
export const ROOT: string = fileURLToPath(new URL("./", import.meta.url));
