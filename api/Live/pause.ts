/** Waits, but no longer than until the page is looked at again or the network is back. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise(done => {
    const stop = new AbortController();
    const end = (): void => {
      stop.abort();
      clearTimeout(timer);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end, { signal: stop.signal });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) end(); }, { signal: stop.signal });
  });
}
