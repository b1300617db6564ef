/** A library as a test wants it. */
export interface Written {
  readonly needs: readonly string[];
  /** Folders, joined by colons; none where it is empty. */
  readonly runpath: string;
  /** What its bytes hold beside that, such as a version. */
  readonly text?: string;
  readonly machine?: number;
}

/**
 * Writes the smallest 64-bit ELF library with a dynamic section: header, two segments, the section,
 * its strings.
 */
export async function writeSharedLibrary(
  path: string,
  { needs, runpath, text = "", machine = 62 }: Written,
): Promise<void> {
  let strings = "\0";
  const place = (name: string) => {
    const at = strings.length;
    strings += `${name}\0`;
    return at;
  };
  const tags = [
    ...needs.map((name) => [1, place(name)] as const),
    ...(runpath === "" ? [] : [[29, place(runpath)] as const]),
  ];
  const [dynamicAt, dynamicSize] = [64 + 2 * 56, (tags.length + 2) * 16];
  const stringsAt = dynamicAt + dynamicSize;
  const padding = 256; // so that a test can cut it
  const tail = new TextEncoder().encode(`${strings}${text}\0`);
  const bytes = new Uint8Array(stringsAt + tail.length + padding);
  const view = new DataView(bytes.buffer);
  const base = 0x1000; // addresses are not offsets in real libraries either
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true);
  view.setUint16(18, machine, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 2, true);
  const segment = (at: number, type: number, offset: number, length: number) => {
    view.setUint32(at, type, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 16, BigInt(base + offset), true);
    view.setBigUint64(at + 32, BigInt(length), true);
  };
  segment(64, 1, 0, bytes.length);
  segment(64 + 56, 2, dynamicAt, dynamicSize);
  [...tags, [5, base + stringsAt] as const].forEach(([tag, value], i) => {
    view.setBigUint64(dynamicAt + i * 16, BigInt(tag), true);
    view.setBigUint64(dynamicAt + i * 16 + 8, BigInt(value), true);
  });
  bytes.set(tail, stringsAt);
  await Deno.writeFile(path, bytes);
}
