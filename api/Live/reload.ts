import { pause } from "./pause";

let reloading = false;

/**
 * Loads the page again as a GET: a plain reload would ask to repeat a form that was refused. Not all at once after a restart, and not
 * while nobody looks.
 */
export async function loadAgain(): Promise<void> {
  if (reloading) return;
  reloading = true;
  await pause(Math.random() * 1000);
  while (document.hidden) await pause(60_000);
  location.replace(location.pathname + location.search);
}
