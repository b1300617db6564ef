// This module is browser compatible.

/**
 * Lets the event loop turn once: timers, messages and a page's drawing get their chance. A timer of
 * 0 ms would take 4 in browsers.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
