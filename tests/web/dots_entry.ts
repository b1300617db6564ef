// This module is browser compatible.

/**
 * What dots_test.ts runs in a page: both renderers of dots.
 *
 * @module
 */

export { canvasDots } from "../../web/panels/map/canvas_dots.ts";
export { createDots } from "../../web/panels/map/dots.ts";
export { webglDots } from "../../web/panels/map/webgl_dots.ts";
