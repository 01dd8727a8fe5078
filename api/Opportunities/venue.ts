import { pause } from "../Live/pause";
import { loadAgain } from "../Live/reload";

// The venue's screen: fetches the next code when the present one is replaced, and says so when it cannot.
const display = document.querySelector<HTMLElement>("[data-venue]");
const retry = 3;

/** Seconds until the next code. */
async function refresh(venue: HTMLElement): Promise<number> {
  const answer = await fetch(venue.dataset.venue!, { headers: { Accept: "application/json" }, cache: "no-store" });
  // Signed out, or the event is over: the page says which.
  if ([401, 403, 404, 409].includes(answer.status)) await loadAgain();
  if (!answer.ok) throw new Error(String(answer.status));
  const code = (await answer.json()) as { svg: string; refreshAfterSeconds: number };
  const image = venue.querySelector("img");
  if (image) image.src = `data:image/svg+xml;base64,${btoa(code.svg)}`;
  venue.removeAttribute("data-stale");
  return code.refreshAfterSeconds;
}

async function run(venue: HTMLElement): Promise<never> {
  for (;;) {
    let seconds = retry;
    try {
      seconds = await refresh(venue);
    } catch {
      venue.setAttribute("data-stale", "");
    }
    await pause(seconds * 1000);
  }
}

if (display) void run(display);
