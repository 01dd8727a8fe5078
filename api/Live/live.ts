import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { pause } from "./pause";

export interface LiveEvent { sequence: number; kind: string; payload: unknown }
interface LiveMessage { topic: string; epoch: number; after: number; upto: number; events: LiveEvent[] }
interface LiveStart { topic: string; epoch: number; sequence: number; reload: boolean; events: LiveEvent[] }

export interface Watch {
  topic: string;
  /** The position that the page was rendered at: what came after it is still to be applied. */
  epoch: number;
  sequence: number;
  apply(event: LiveEvent): void;
  reload(): void;
  status(connected: boolean): void;
}

const longestPause = 30_000;

/** Watches a topic without gaps: resumes after a lost connection, reloads when too much was missed. */
export function watch(options: Watch): void {
  let { epoch, sequence } = options;
  /** Messages that arrive while the position is being found; null otherwise. */
  let waiting: LiveMessage[] | null = null;
  let over = false;
  /** Attempts since the position was last known; a connection that opens and then does not answer is one too. */
  let failures = 0;
  const connection = new HubConnectionBuilder().withUrl("/hub/live").configureLogging(LogLevel.None).build();

  const end = (): void => {
    if (over) return;
    over = true;
    options.reload();
  };

  const apply = (events: LiveEvent[], upto: number): void => {
    for (const event of events) {
      if (event.sequence > sequence) options.apply(event);
    }
    sequence = Math.max(sequence, upto);
  };

  const take = (message: LiveMessage): void => {
    if (message.epoch !== epoch) return end();
    if (message.upto <= sequence) return;
    if (message.after > sequence) return resume();
    apply(message.events, message.upto);
  };

  /** One at a time: whatever arrives meanwhile is looked at afterwards. */
  const find = async (): Promise<void> => {
    if (waiting) return;
    waiting = [];
    let held: LiveMessage[];
    try {
      const start = await connection.invoke<LiveStart>("Watch", options.topic, epoch, sequence);
      if (start.reload || start.epoch !== epoch) return end();
      apply(start.events, start.sequence);
      failures = 0;
      options.status(true);
    } finally {
      held = waiting;
      waiting = null;
    }
    held.forEach(take);
  };

  /** A connection that cannot say where it stands is no use: closed, it is made anew. */
  const resume = (): void => void find().catch((error: unknown) => {
    // The server's own words mean: not for you any more. The page shows what is.
    if (String(error).includes("HubException")) end();
    else void connection.stop();
  });

  const connect = async (): Promise<void> => {
    for (; !over; failures++) {
      if (failures > 0) await pause(Math.min(1000 * 2 ** (failures - 1), longestPause) * (0.5 + Math.random()));
      try {
        await connection.start();
        failures++;
        return resume();
      } catch {
        // Tried again, later each time.
      }
    }
  };

  connection.on("events", (message: LiveMessage) => {
    if (message.topic !== options.topic || over) return;
    if (waiting) waiting.push(message);
    else take(message);
  });
  connection.on("closed", (topic: string) => { if (topic === options.topic) end(); });
  connection.onclose(() => {
    options.status(false);
    void connect();
  });

  // A phone that slept may have missed messages without noticing; a connection that is being made finds its position anyway.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && connection.connectionId) resume();
  });
  void connect();
}
