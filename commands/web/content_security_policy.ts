// This module is browser compatible.

/** The sources that the page may load, by directive. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self' blob: 'wasm-unsafe-eval'",
  "worker-src": "'self' blob:",
  "connect-src": "'self'",
  "style-src": "'self'",
  "font-src": "'self'",
  "img-src": "'self' blob: data:",
  "media-src": "'self' blob:",
  "base-uri": "'none'",
  "form-action": "'none'",
};

/** The content security policy of the page, as a `meta` element takes it. */
export const CONTENT_SECURITY_POLICY: string = Object.entries(DIRECTIVES)
  .map(([directive, sources]) => `${directive} ${sources}`).join("; ");
