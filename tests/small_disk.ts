/** Mounts a small disk on a folder. */
function mount(folder: string, kilobytes: number): Deno.CommandOutput {
  const args = ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder];
  return new Deno.Command("mount", { args }).outputSync();
}

/** Says why no small disk can be mounted here; `undefined` where one can. */
export function refusedDisk(): string | undefined {
  const folder = Deno.makeTempDirSync();
  try {
    const { success, stderr } = mount(folder, 100);
    if (!success) return `no disk can be mounted: ${new TextDecoder().decode(stderr).trim()}`;
    new Deno.Command("umount", { args: [folder] }).outputSync();
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "no disk can be mounted: mount is not installed";
  } finally {
    Deno.removeSync(folder);
  }
}

/** Runs a test with a small disk on a folder. It `needs("a small disk")`. */
export async function withSmallDisk(
  folder: string,
  kilobytes: number,
  test: () => Promise<void>,
): Promise<void> {
  const { success, stderr } = mount(folder, kilobytes);
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  try {
    await test();
  } finally {
    await new Deno.Command("umount", { args: [folder] }).output();
  }
}
