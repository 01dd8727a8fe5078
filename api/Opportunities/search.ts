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
