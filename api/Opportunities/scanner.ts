// Reads volunteers' codes with the camera and sends each through the page's own form, so that what comes back is in the page's language.
interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
interface DetectorClass { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }
type Read = (video: HTMLVideoElement) => Promise<string | null>;

const between = 150;
/** Milliseconds in which the same code in front of the camera counts once. */
const once = 4000;

async function ownDetector(): Promise<Read | null> {
  const detectorClass = (globalThis as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!detectorClass || !(await detectorClass.getSupportedFormats()).includes("qr_code")) return null;
  const detector = new detectorClass({ formats: ["qr_code"] });
  return async video => (await detector.detect(video))[0]?.rawValue ?? null;
}

/** Where the browser cannot read codes itself; loaded only then. */
async function ourDecoder(): Promise<Read> {
  const { default: decode } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  return async video => {
    // Half a thousand pixels are enough for a code in the middle, and quick on an old phone.
    const scale = Math.min(1, 640 / video.videoWidth);
    [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null;
    }
  };
}

async function send(form: HTMLFormElement, code: string): Promise<void> {
  const body = new FormData(form);
  body.set("Code", code);
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const news = page.querySelector("[data-scan-result]");
  const shown = document.querySelector("[data-scan-result]");
  if (!news || !shown) return location.reload();
  shown.replaceChildren(...news.childNodes);
  navigator.vibrate?.(answer.ok ? 80 : [80, 60, 80]);
}

async function watch(video: HTMLVideoElement, form: HTMLFormElement, root: HTMLElement): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  root.dataset.camera = "on";
  const read = (await ownDetector()) ?? (await ourDecoder());
  let [last, seen] = ["", 0];
  for (;;) {
    const code = document.hidden || video.readyState < 2 ? null : await read(video).catch(() => null);
    if (code && (code !== last || performance.now() - seen > once)) {
      last = code;
      await send(form, code).catch(() => { root.dataset.lost = ""; });
    }
    if (code) seen = performance.now();
    await new Promise(done => setTimeout(done, between));
  }
}

const root = document.querySelector<HTMLElement>("[data-camera]");
const start = root?.querySelector<HTMLButtonElement>("[data-start]");
const video = root?.querySelector("video");
const form = root?.querySelector("form");
if (root && start && video && form && "mediaDevices" in navigator) {
  start.hidden = false;
  start.addEventListener("click", () => {
    start.hidden = true;
    root.dataset.camera = "asked";
    watch(video, form, root).catch(() => {
      root.dataset.camera = "refused";
      start.hidden = false;
    });
  });
}
