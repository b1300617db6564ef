// This module is browser compatible.

/**
 * The renderers of dots, which dots_test.ts loads into a page.
 *
 * @module
 */

export { canvasDots } from "../../web/panels/map/canvas_dots.ts";
export { createDots } from "../../web/panels/map/dots.ts";
export { webglDots } from "../../web/panels/map/webgl_dots.ts";
