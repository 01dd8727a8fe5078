import { watch, type LiveEvent } from "../Live/live";

interface Shift { id: string; seats?: number; taken: number; checkedIn: number; isFull: boolean }
interface Person { id: string; shift: string; name: string; status: string; checkedInAt?: string; checkedOutAt?: string; minutes?: number }

const root = document.querySelector<HTMLElement>("[data-live-topic]");

function setText(scope: ParentNode, selector: string, text: string): void {
  const element = scope.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}

function showShift(shift: Shift): void {
  const card = root?.querySelector<HTMLElement>(`[data-shift="${CSS.escape(shift.id)}"]`);
  if (!card) return;
  setText(card, "[data-taken]", String(shift.taken));
  setText(card, "[data-checked-in]", String(shift.checkedIn));
  card.toggleAttribute("data-full", shift.isFull);
  const meter = card.querySelector("progress");
  if (meter && shift.seats) meter.value = shift.taken;
}

/** Words come from the server's table of states, so that the page speaks one language. */
function stateOf(person: Person, table: HTMLElement): string {
  const key = person.status === "CANCELLED" ? "cancelled" : person.checkedOutAt ? "left" : person.checkedInAt ? "in" : "registered";
  return table.dataset[`state${key.charAt(0).toUpperCase()}${key.slice(1)}`] ?? key;
}

function showPerson(person: Person): void {
  const table = root?.querySelector<HTMLElement>("[data-people]");
  if (!table) return;
  let row = table.querySelector<HTMLElement>(`[data-registration="${CSS.escape(person.id)}"]`);
  if (!row) {
    const template = table.querySelector<HTMLTemplateElement>("template");
    row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | null;
    if (!row) return;
    row.dataset.registration = person.id;
    for (const input of row.querySelectorAll<HTMLInputElement>("input[name=registration]")) input.value = person.id;
    table.querySelector("tbody")?.append(row);
  }
  setText(row, "[data-name]", person.name);
  setText(row, "[data-state]", stateOf(person, table));
  for (const form of row.querySelectorAll<HTMLElement>("[data-when]")) {
    const wanted = form.dataset.when;
    form.hidden = person.status === "CANCELLED"
      || (wanted === "out" && !!person.checkedInAt)
      || (wanted === "in" && (!person.checkedInAt || !!person.checkedOutAt));
  }
}

function apply(event: LiveEvent): void {
  if (event.kind === "counts") showShift(event.payload as Shift);
  else if (event.kind === "person") showPerson(event.payload as Person);
  else if (event.kind === "reload") location.reload();
}

if (root) {
  void watch({
    topic: root.dataset.liveTopic!,
    epoch: Number(root.dataset.liveEpoch),
    sequence: Number(root.dataset.liveSequence),
    apply,
    reload: () => location.reload(),
    status: connected => root.toggleAttribute("data-connected", connected),
  });
}
