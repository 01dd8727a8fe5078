import { pause } from "../Live/pause";
import { loadAgain } from "../Live/reload";

// A code that changes (the venue's, a person's own): fetches the next one when the present one is replaced, and says so when it cannot.
const display = document.querySelector<HTMLElement>("[data-code-source]");
const retry = 3;

/** Seconds until the next code. */
async function refresh(shown: HTMLElement): Promise<number> {
  const answer = await fetch(shown.dataset.codeSource!, { headers: { Accept: "application/json" }, cache: "no-store" });
  // Signed out, or the event is over: the page says which.
  if ([401, 403, 404, 409].includes(answer.status)) await loadAgain();
  if (!answer.ok) throw new Error(String(answer.status));
  const code = (await answer.json()) as { svg: string; refreshAfterSeconds: number; shortCode?: string };
  const image = shown.querySelector("img");
  if (image) image.src = `data:image/svg+xml;base64,${btoa(code.svg)}`;
  const short = shown.querySelector("[data-short-code]");
  if (short && code.shortCode) short.textContent = code.shortCode.replace(/^(\d{3})(\d{3})$/, "$1 $2");
  shown.removeAttribute("data-stale");
  return code.refreshAfterSeconds;
}

async function run(shown: HTMLElement): Promise<never> {
  for (;;) {
    let seconds = retry;
    try {
      seconds = await refresh(shown);
    } catch {
      shown.setAttribute("data-stale", "");
    }
    await pause(seconds * 1000);
  }
}

if (display) void run(display);
