// This module is browser compatible.
import { WeftError } from "../../../error.ts";

/** The side in pixels of the square that is cut out of the middle of a frame. */
const SIDE = 280;
/** The time between two frames, in milliseconds. */
const INTERVAL_MS = 200;

/** The reason and the hint for each error of the browser. */
const CAMERA_ERRORS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  NotAllowedError: [
    "the browser does not allow it",
    "Allow the camera for this page and try again",
  ],
  NotFoundError: ["this device has no camera", "Drop or choose a picture instead"],
  NotReadableError: ["another program uses the camera", "Close the other program and try again"],
};

/** An open camera. */
export interface Camera {
  /** The live picture. */
  readonly video: HTMLVideoElement;
  /** Turns the camera off. */
  stop(): void;
}

/**
 * Opens the camera and reads frames from it, at most five in a second.
 *
 * @param onFrame Called with the square in the middle of a frame; the next frame waits for the
 * promise.
 * @throws {WeftError} `runtime` when there is no camera or the page is not allowed to use it.
 */
export async function openCamera(
  onFrame: (pixels: ImageData) => Promise<void>,
): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw cameraError(
      "this page is not served securely",
      "Open the page over https, or from this machine",
    );
  }
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 640 } },
  }).catch((error: DOMException) => {
    throw cameraError(
      ...(CAMERA_ERRORS[error.name] ?? [error.message, "Choose a picture instead"]),
      error,
    );
  });
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  let isOn = true;
  (async () => {
    while (isOn) {
      const { videoWidth: width, videoHeight: height } = video;
      const side = Math.min(width, height);
      if (side > 0) {
        const from = [(width - side) / 2, (height - side) / 2] as const;
        context.drawImage(video, ...from, side, side, 0, 0, SIDE, SIDE);
        await onFrame(context.getImageData(0, 0, SIDE, SIDE));
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
  })();
  return {
    video,
    stop() {
      isOn = false;
      for (const track of stream.getTracks()) track.stop();
      video.remove();
    },
  };
}

function cameraError(reason: string, hint: string, cause?: unknown): WeftError {
  return new WeftError("runtime", `Cannot use the camera: ${reason}`, hint, { cause });
}
