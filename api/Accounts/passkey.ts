// Passkeys: makes one on the security page, signs in by one on the log-in page. Without this module neither is offered.
type Options = { options: string; state: string };

async function post<T>(path: string, body: unknown): Promise<T | null> {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.status === 204 ? null : ((await answer.json()) as T);
}

async function signIn(): Promise<void> {
  const { options, state } = (await post<Options>("/api/v1/sessions/passkey-options", {}))!;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options));
  const credential = await navigator.credentials.get({ publicKey });
  await post("/login/passkey", { credential: JSON.stringify(credential), state });
}

async function add(name: string): Promise<void> {
  const { options, state } = (await post<Options>("/api/v1/me/passkeys/options", {}))!;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options));
  const credential = await navigator.credentials.create({ publicKey });
  await post("/api/v1/me/passkeys", { credential: JSON.stringify(credential), state, name });
}

for (const part of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  const button = part.querySelector("button")!;
  const refusal = part.querySelector<HTMLElement>("[role=alert]")!;
  part.hidden = false;
  button.addEventListener("click", async () => {
    refusal.hidden = true;
    button.disabled = true;
    try {
      if (part.dataset.passkey === "sign-in") await signIn();
      else await add(part.querySelector("input")?.value ?? "");
      location.assign(part.dataset.return!);
    } catch {
      refusal.hidden = false;
      button.disabled = false;
    }
  });
}
