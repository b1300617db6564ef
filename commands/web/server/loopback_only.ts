import { answerText, type Handler } from "./handler.ts";

/** The names of this machine for itself, with any port: a tunnel may have another. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Refuses requests whose header Host is not a name of this machine. Without it, a page of another
 * site could give its own name the address 127.0.0.1 and read this server (DNS rebinding).
 */
export function loopbackOnly(handler: Handler): Handler {
  return (request, response) => {
    if (LOOPBACK.test(request.headers.host ?? "")) return handler(request, response);
    return answerText(
      response,
      421,
      "This server answers only to the names localhost and 127.0.0.1",
      { "x-content-type-options": "nosniff" },
    );
  };
}
