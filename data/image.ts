// This module is browser compatible.

/** Height and width in pixels of the images that the built-in models take. */
export const IMAGE_SIDE = 28;

/** Grey levels of one such image. */
export const IMAGE_PIXELS: number = IMAGE_SIDE * IMAGE_SIDE;
