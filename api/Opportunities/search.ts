// 'Where I am': fills the place in from the device, when asked to and only then.
const button = document.querySelector<HTMLButtonElement>("[data-locate]");
const near = document.querySelector<HTMLInputElement>("[data-near]");
const refused = document.querySelector<HTMLElement>("[data-locate-refused]");

if (button && near && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        near.value = `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`;
        near.form?.requestSubmit();
      },
      () => {
        button.disabled = false;
        if (refused) refused.textContent = refused.dataset.locateRefused ?? "";
      },
      { timeout: 10_000, maximumAge: 300_000 },
    );
  });
}

// What is typed is completed by what there is. Asked for a moment after the last key, and the latest answer wins.
const words = document.querySelector<HTMLInputElement>("[data-suggest]");
const offered = words?.list;
let asked: AbortController | undefined;
let timer = 0;

async function suggest(source: string, text: string, list: HTMLElement): Promise<void> {
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(`${source}?text=${encodeURIComponent(text)}`, { signal: asked.signal });
  if (!answer.ok) return;
  const found = (await answer.json()) as { name: string }[];
  list.replaceChildren(...found.map(({ name }) => Object.assign(document.createElement("option"), { value: name })));
}

if (words && offered) {
  words.addEventListener("input", () => {
    clearTimeout(timer);
    const text = words.value.trim();
    // A suggestion that was taken brings no others.
    if (text.length < 2 || [...offered.querySelectorAll("option")].some(option => option.value === text)) return;
    timer = window.setTimeout(() => void suggest(words.dataset.suggest!, text, offered).catch(() => undefined), 200);
  });
}
