import { watch, type LiveEvent } from "../Live/live";
import { loadAgain } from "../Live/reload";

interface Row { id: string; name: string; to?: string; status: string; isGuest: boolean }
interface Member { booking: string; row: Row }
interface Counts { booking: string; joined: number; checkedIn: number }

const root = document.querySelector<HTMLElement>("[data-booking]");
const people = root?.querySelector<HTMLElement>("[data-people]");
const words = JSON.parse(people?.dataset.words ?? "{}") as Record<string, string>;

function setText(scope: ParentNode, selector: string, text: string): void {
  for (const element of scope.querySelectorAll(selector)) {
    if (element.textContent !== text) element.textContent = text;
  }
}

function newRow(row: Row): HTMLElement | null {
  const made = people?.querySelector("template")?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!made) return null;
  made.dataset.invitation = row.id;
  for (const button of made.querySelectorAll("button")) button.value = row.id;
  people?.querySelector("tbody")?.append(made);
  return made;
}

function showMember({ booking, row }: Member): void {
  if (!people || booking !== root?.dataset.booking) return;
  const shown = people.querySelector<HTMLElement>(`[data-invitation="${CSS.escape(row.id)}"]`) ?? newRow(row);
  if (!shown) return;
  shown.dataset.status = row.status;
  setText(shown, "[data-name]", row.name);
  setText(shown, "[data-to]", row.to ?? "");
  setText(shown, "[data-guest]", row.isGuest ? (words.GUEST ?? "") : "");
  setText(shown, "[data-state-label]", words[row.status] ?? "");
}

function showCounts(counts: Counts): void {
  if (!root || counts.booking !== root.dataset.booking) return;
  setText(root, "[data-joined]", String(counts.joined));
  setText(root, "[data-checked-in]", String(counts.checkedIn));
}

if (root?.dataset.liveTopic) {
  watch({
    topic: root.dataset.liveTopic,
    epoch: Number(root.dataset.liveEpoch),
    sequence: Number(root.dataset.liveSequence),
    apply: (event: LiveEvent) => {
      if (event.kind === "member") showMember(event.payload as Member);
      else if (event.kind === "counts") showCounts(event.payload as Counts);
      else if (event.kind === "reload") void loadAgain();
    },
    reload: () => void loadAgain(),
    status: connected => { root.dataset.connected = connected ? "yes" : "no"; },
  });
}
