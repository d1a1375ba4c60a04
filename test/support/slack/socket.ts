import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { BOT, type World } from './world.js';

/** Slack waits this long for an acknowledgement. Milliseconds. */
const PATIENCE_MS = 3_000;

/** The Slack side of Socket Mode: single-use addresses, hello, envelopes and their acknowledgements, recycling. */
export class SocketSide {
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly sockets = new Set<WebSocket>();
  private readonly tickets = new Set<string>();
  private readonly acks = new Map<string, (payload: unknown) => void>();
  private count = 0;

  constructor(
    private readonly world: World,
    private readonly address: () => string,
  ) {}

  get isConnected(): boolean {
    return this.sockets.size > 0;
  }

  /** `apps.connections.open`. */
  open(): object {
    const ticket = `ticket-${(this.count += 1)}`;
    this.tickets.add(ticket);
    return { url: `${this.address()}/link?ticket=${ticket}&app_id=${BOT.app}` };
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '', 'http://slack').searchParams.get('ticket') ?? '';
    if (!this.tickets.delete(ticket)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    this.server.handleUpgrade(request, socket, head, (connected) => {
      this.sockets.add(connected);
      connected.on('close', () => this.sockets.delete(connected));
      connected.on('message', (data: Buffer) => this.heard(data.toString('utf8')));
      connected.send(
        JSON.stringify({ type: 'hello', num_connections: this.sockets.size, connection_info: { app_id: BOT.app } }),
      );
      this.world.changed();
    });
  }

  /** Hand over a payload on the newest connection; resolves with what it is acknowledged with. */
  deliver(type: 'interactive' | 'slash_commands', payload: object): Promise<unknown> {
    const socket = [...this.sockets].at(-1);
    if (socket === undefined) throw new Error('No app is connected over Socket Mode.');
    const envelope_id = `envelope-${(this.count += 1)}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('operation_timeout: not acknowledged in 3 seconds')),
        PATIENCE_MS,
      );
      this.acks.set(envelope_id, (acknowledged) => {
        clearTimeout(timer);
        resolve(acknowledged);
      });
      socket.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload: true }));
    });
  }

  /** Slack recycles its containers every hour or so: it says so, and the client must come back. */
  recycle(): void {
    for (const socket of this.sockets) socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  }

  /** The line breaks without a word. */
  cut(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private heard(text: string): void {
    const { envelope_id, payload } = JSON.parse(text) as { envelope_id?: string; payload?: unknown };
    const acknowledge = this.acks.get(envelope_id ?? '');
    this.acks.delete(envelope_id ?? '');
    acknowledge?.(payload);
  }
}
