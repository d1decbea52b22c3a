import { type Server, createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A browser's line to everything: a forward proxy that can be cut, and mended, like a cable. */
export class Line {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor() {
    this.server = createServer((asked, answer) => {
      const { method, headers, url } = asked;
      if (!url) return void answer.destroy();
      const onwards = request(url, { method, headers, agent: false }, (got) => {
        answer.writeHead(got.statusCode ?? 502, got.rawHeaders);
        got.pipe(answer);
      });
      onwards.on('error', () => answer.destroy());
      answer.on('close', () => onwards.destroy());
      asked.pipe(onwards);
    });
    this.server.on('connection', (socket: Socket) => {
      if (this.isCut) return void socket.destroy();
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async laid(): Promise<Line> {
    const line = new Line();
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Nothing gets through any more, also of what is under way. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async remove(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
