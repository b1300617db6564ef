/** A link between a browser and a server: what it carries in each second, and how late. */
export interface Link {
  readonly megabitsPerSecond: number;
  /** Milliseconds from the server to the browser. */
  readonly latency: number;
}

/** A port that leads to a server through a slow link. */
export interface SlowLink {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Opens a port that leads to another one through a link that all connections share. Chromium's own
 * emulation gives each worker a link of its own, so that a page is faster than its line.
 */
export function openSlowLink(to: number, { megabitsPerSecond, latency }: Link): SlowLink {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const bytesPerMillisecond = megabitsPerSecond * 1e6 / 8 / 1000;
  /** The time at which the link has sent all that it was given. */
  let free = 0;
  async function* slowed(from: ReadableStream<Uint8Array>) {
    for await (const bytes of from) {
      free = Math.max(free, performance.now()) + bytes.length / bytesPerMillisecond;
      const due = free + latency;
      await until(free);
      yield { bytes, due };
    }
  }
  const connections = new Set<Promise<void>>();
  const carry = async (browser: Deno.TcpConn) => {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: to });
    const asked = browser.readable.pipeTo(server.writable).catch(() => {});
    const writer = browser.writable.getWriter();
    let last: Promise<void> = Promise.resolve();
    try {
      for await (const { bytes, due } of slowed(server.readable)) {
        last = last.then(() => until(due)).then(() => writer.write(bytes));
        last.catch(() => {}); // the browser has left
      }
      await last;
      await writer.close();
    } catch {
      server.close();
    }
    await asked;
  };
  const accepted = (async () => {
    for await (const connection of listener) {
      const carried = carry(connection).catch(() => {});
      connections.add(carried);
      carried.finally(() => connections.delete(carried));
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async close() {
      listener.close();
      await accepted;
      await Promise.all(connections);
    },
  };
}

const until = (time: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())));
