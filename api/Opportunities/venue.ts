// The venue's screen: fetches the next code a little before the present one is replaced, and says so when it cannot.
const display = document.querySelector<HTMLElement>("[data-venue]");

async function refresh(venue: HTMLElement): Promise<number> {
  const answer = await fetch(venue.dataset.venue!, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const code = (await answer.json()) as { svg: string; refreshAfterSeconds: number };
  const image = venue.querySelector<HTMLImageElement>("img");
  if (image) image.src = `data:image/svg+xml;base64,${btoa(code.svg)}`;
  venue.removeAttribute("data-stale");
  return code.refreshAfterSeconds;
}

async function run(venue: HTMLElement): Promise<never> {
  for (;;) {
    let seconds = 3;
    try {
      seconds = await refresh(venue);
    } catch {
      venue.setAttribute("data-stale", "");
    }
    await new Promise(done => setTimeout(done, seconds * 1000));
  }
}

if (display) void run(display);
export {};
