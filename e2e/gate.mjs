// A wire between a browser and a server that can be held shut.
import { connect, createServer } from 'node:net';

export class Gate {
  #server;
  #wires = new Set(); // {client, server}: a pair of sockets each
  #shut = false;

  /** Opens a way to the server at a port of this machine. */
  static async start(port) {
    const gate = new Gate();
    gate.#server = createServer((client) => gate.#join(client, connect(port, '127.0.0.1')));
    await new Promise((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Lets nothing more through to the browser; what it sends still arrives. */
  shut() {
    this.#shut = true;
    for (const { server } of this.#wires) server.pause();
  }

  /** Lets through what was held back and what follows. */
  open() {
    this.#shut = false;
    for (const { server } of this.#wires) server.resume();
  }

  async stop() {
    for (const { client, server } of this.#wires) [client, server].forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client, server) {
    const wire = { client, server };
    this.#wires.add(wire);
    client.setNoDelay(true).pipe(server.setNoDelay(true));
    server.on('data', (bytes) => client.write(bytes));
    if (this.#shut) server.pause();
    for (const socket of [client, server]) {
      socket.on('error', () => undefined); // its close follows
      socket.on('close', () => {
        this.#wires.delete(wire);
        client.destroy();
        server.destroy();
      });
    }
  }
}
