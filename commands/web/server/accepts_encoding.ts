// This module is browser compatible.

/**
 * True when a header Accept-Encoding allows an encoding (RFC 9110, section 12.5.3).
 *
 * @example
 * ```ts
 * console.assert(acceptsEncoding("gzip, br;q=0.5", "br"));
 * console.assert(!acceptsEncoding("gzip, br;q=0", "br"));
 * ```
 */
export function acceptsEncoding(header: string | undefined, encoding: string): boolean {
  const quality = new Map(
    (header ?? "").toLowerCase().split(",").map((item) => {
      const [name, ...parameters] = item.split(";").map((part) => part.trim());
      const q = parameters.find((parameter) => parameter.startsWith("q="));
      return [name!, q === undefined ? 1 : Number(q.slice(2))];
    }),
  );
  return (quality.get(encoding) ?? quality.get("*") ?? 0) > 0;
}
