import { watch, type LiveEvent } from "../Live/live";
import { loadAgain } from "../Live/reload";

interface Shift { id: string; seats?: number; taken: number; checkedIn: number; isFull: boolean }
interface Person { id: string; shift: string; name: string; status: string; checkedInAt?: string; checkedOutAt?: string }

const root = document.querySelector<HTMLElement>("[data-live-topic]");

function setText(scope: ParentNode, selector: string, text: string): void {
  for (const element of scope.querySelectorAll(selector)) {
    if (element.textContent !== text) element.textContent = text;
  }
}

const card = (id: string): HTMLElement | null | undefined => root?.querySelector<HTMLElement>(`[data-shift="${CSS.escape(id)}"]`);

function showShift(shift: Shift): void {
  const shown = card(shift.id);
  if (!shown) return void loadAgain();
  setText(shown, "[data-taken]", String(shift.taken));
  setText(shown, "[data-checked-in]", String(shift.checkedIn));
  shown.toggleAttribute("data-full", shift.isFull);
  const meter = shown.querySelector("progress");
  if (meter && shift.seats) [meter.max, meter.value] = [shift.seats, shift.taken];
}

function stateOf(person: Person): string {
  return person.status === "CANCELLED" ? "cancelled" : person.checkedOutAt ? "left" : person.checkedInAt ? "in" : "registered";
}

function newRow(people: HTMLElement, person: Person): HTMLElement | null {
  const row = people.querySelector("template")?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!row) return null;
  row.dataset.registration = person.id;
  for (const button of row.querySelectorAll("button")) button.value = person.id;
  people.querySelector("tbody")?.append(row);
  return row;
}

function showPerson(person: Person): void {
  const people = root?.querySelector<HTMLElement>("[data-people]");
  if (!people) return;
  const row = people.querySelector<HTMLElement>(`[data-registration="${CSS.escape(person.id)}"]`) ?? newRow(people, person);
  if (!row) return;
  const state = stateOf(person);
  row.dataset.state = state;
  setText(row, "[data-name]", person.name);
  setText(row, "[data-shift-label]", card(person.shift)?.querySelector("[data-label]")?.textContent ?? "");
  // Words come from the server, so that the page speaks one language.
  setText(row, "[data-state-label]", people.dataset[`state${state.charAt(0).toUpperCase()}${state.slice(1)}`] ?? state);
}

function apply(event: LiveEvent): void {
  if (event.kind === "counts") showShift(event.payload as Shift);
  else if (event.kind === "person") showPerson(event.payload as Person);
  else if (event.kind === "reload") void loadAgain();
}

if (root) {
  watch({
    topic: root.dataset.liveTopic!,
    epoch: Number(root.dataset.liveEpoch),
    sequence: Number(root.dataset.liveSequence),
    apply,
    reload: () => void loadAgain(),
    status: connected => { root.dataset.connected = connected ? "yes" : "no"; },
  });
}
