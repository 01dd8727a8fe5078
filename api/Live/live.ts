import { HubConnectionBuilder, HubConnectionState, LogLevel } from "@microsoft/signalr";

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

/** Watches a topic without gaps: resumes after a lost connection, reloads when too much was missed. */
export async function watch(options: Watch): Promise<void> {
  let { epoch, sequence } = options;
  const connection = new HubConnectionBuilder()
    .withUrl("/hub/live")
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: r => Math.min(1000 * 2 ** r.previousRetryCount, 30_000) })
    .configureLogging(LogLevel.Warning)
    .build();

  const apply = (events: LiveEvent[]): void => {
    for (const event of events) {
      if (event.sequence > sequence) options.apply(event);
    }
  };

  const resume = async (): Promise<void> => {
    const start = await connection.invoke<LiveStart>("Watch", options.topic, epoch, sequence);
    if (start.reload) return options.reload();
    apply(start.events);
    epoch = start.epoch;
    sequence = Math.max(sequence, start.sequence);
    options.status(true);
  };

  connection.on("events", (message: LiveMessage) => {
    if (message.topic !== options.topic) return;
    if (message.epoch !== epoch) return options.reload();
    if (message.upto <= sequence) return;
    if (message.after > sequence) return void resume();
    apply(message.events);
    sequence = message.upto;
  });
  connection.on("closed", (topic: string) => { if (topic === options.topic) options.reload(); });
  connection.onreconnecting(() => options.status(false));
  connection.onreconnected(() => resume());
  connection.onclose(() => options.status(false));

  while (connection.state === HubConnectionState.Disconnected) {
    try {
      await connection.start();
    } catch {
      options.status(false);
      await new Promise(done => setTimeout(done, 2000));
    }
  }
  await resume();
}
