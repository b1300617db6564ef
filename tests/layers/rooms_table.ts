import { LIBRARIES, type Room, ROOMS } from "./rooms.ts";

/** The table of rooms as CONTRIBUTING.md prints it, formatted as `deno fmt` formats tables. */
export function roomsTable(): string {
  const rows = ROOMS.map((room) => [`\`${room.path}\``, room.holds, importsOf(room)]);
  const head = ["room", "holds", "may import"];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]!.length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** The rooms that a room may import, with one word for all the libraries. */
function importsOf({ mayImport }: Room): string {
  const isWhole = LIBRARIES.every((path) => mayImport.includes(path));
  const named = isWhole ? mayImport.filter((path) => !LIBRARIES.includes(path)) : mayImport;
  const names = named.map((path) => `\`${path.replace(/\/$/, "")}\``);
  return (isWhole ? ["all rooms above `web/`", ...names] : names).join(", ");
}
