// Forms that a position belongs to: asked for when the button that needs it is pressed, and only then. Without leave the form goes as it is,
// and the server says what is missing.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-position-form]")) {
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[data-position]")) button.hidden = !("geolocation" in navigator);
  form.addEventListener("submit", event => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || !("position" in button.dataset) || form.dataset.asked) return;
    event.preventDefault();
    form.dataset.asked = "yes";
    const send = (): void => form.requestSubmit(button);
    const fill = (name: string, value: number): void => {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = String(value);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        fill("Latitude", coords.latitude);
        fill("Longitude", coords.longitude);
        fill("Accuracy", coords.accuracy);
        send();
      },
      send,
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
