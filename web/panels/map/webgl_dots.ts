// This module is browser compatible.
import { type DotRenderer, OPACITY } from "./dot_renderer.ts";
import type { Size, View } from "./view.ts";

const VERTEX = `#version 300 es
uniform vec3 view; // scale, left, top: CSS pixels
uniform vec2 size; // CSS pixels
uniform float diameter; // device pixels
in vec2 place;
in vec4 colour;
out vec4 paint;
void main() {
  vec2 at = vec2(view.x * place.x + view.y, view.z - view.x * place.y);
  gl_Position = vec4(2.0 * at.x / size.x - 1.0, 1.0 - 2.0 * at.y / size.y, 0.0, 1.0);
  // A hidden point is moved out of the clip space, so that nothing is drawn for it.
  if (colour.a == 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = diameter + 2.0;
  paint = colour;
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform float diameter;
in vec4 paint;
out vec4 colour;
void main() {
  float away = length(gl_PointCoord - 0.5) * (diameter + 2.0);
  float cover = clamp(0.5 * diameter + 0.5 - away, 0.0, 1.0);
  colour = vec4(paint.rgb, 1.0) * (paint.a * cover);
}`;

/** The program and the buffers on the GPU. */
interface Resources {
  readonly program: WebGLProgram;
  readonly places: WebGLBuffer;
  readonly colours: WebGLBuffer;
}

/** The colour of the background, each channel 0 to 1. */
type Background = [red: number, green: number, blue: number];

/** Draws dots with WebGL 2; returns `undefined` where the browser has no WebGL 2. */
export function webglDots(
  canvas: HTMLCanvasElement,
  onRestored: () => void,
): DotRenderer | undefined {
  const gl = canvas.getContext("webgl2", {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
  });
  if (gl === null) return undefined;
  let size: Size = { width: 1, height: 1 }, ratio = 1;
  let positions = new Float32Array(0), colours = new Uint8Array(0);
  let [red, green, blue]: Background = [0, 0, 0];
  let resources = createResources(gl);

  const upload = (
    buffer: WebGLBuffer,
    data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
  ) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
  };
  const keepContext = (event: Event) => event.preventDefault();
  const restore = () => {
    resources = createResources(gl);
    upload(resources.places, positions);
    upload(resources.colours, colours);
    onRestored();
  };
  canvas.addEventListener("webglcontextlost", keepContext);
  canvas.addEventListener("webglcontextrestored", restore);

  return {
    kind: "webgl",
    resize(newSize, newRatio) {
      size = newSize, ratio = newRatio;
      canvas.width = Math.round(size.width * ratio);
      canvas.height = Math.round(size.height * ratio);
    },
    move(newPositions) {
      positions = newPositions as Float32Array<ArrayBuffer>;
      upload(resources.places, positions);
    },
    paint(labels, byClass, background) {
      [red, green, blue] = channelsOf(background).map((channel) => channel / 255) as Background;
      const channels = byClass.map(channelsOf);
      colours = new Uint8Array(4 * labels.length);
      labels.forEach((label, i) => colours.set(channels[label]!, 4 * i));
      upload(resources.colours, colours);
    },
    draw(view: View, radius: number) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      // Set in each frame: a restored context has a black one.
      gl.clearColor(red, green, blue, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.useProgram(resources.program);
      const uniform = (name: string) => gl.getUniformLocation(resources.program, name);
      gl.uniform3f(uniform("view"), view.scale, view.left, view.top);
      gl.uniform2f(uniform("size"), size.width, size.height);
      gl.uniform1f(uniform("diameter"), 2 * radius * ratio);
      gl.drawArrays(gl.POINTS, 0, Math.min(positions.length / 2, colours.length / 4));
    },
    close() {
      canvas.removeEventListener("webglcontextlost", keepContext);
      canvas.removeEventListener("webglcontextrestored", restore);
      gl.deleteBuffer(resources.places);
      gl.deleteBuffer(resources.colours);
      gl.deleteProgram(resources.program);
    },
  };
}

function createResources(gl: WebGL2RenderingContext): Resources {
  const program = gl.createProgram();
  for (
    const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const
  ) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.isContextLost() && !gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`Cannot link the shaders of the dots: ${gl.getProgramInfoLog(program)}`);
  }
  const buffer = (name: string, size: number, type: number, normalized: boolean) => {
    const made = gl.createBuffer();
    const at = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, made);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, type, normalized, 0, 0);
    return made;
  };
  return {
    program,
    places: buffer("place", 2, gl.FLOAT, false),
    colours: buffer("colour", 4, gl.UNSIGNED_BYTE, true),
  };
}

/** `#rrggbb` as bytes with the opacity of dots; transparent for a hidden class. */
function channelsOf(colour: string | undefined): readonly number[] {
  if (colour === undefined) return [0, 0, 0, 0];
  const channel = (at: number) => parseInt(colour.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5), Math.round(255 * OPACITY)];
}
