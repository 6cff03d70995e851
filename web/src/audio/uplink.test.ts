import { describe, expect, it } from 'vitest';
import { Uplink } from './uplink.ts';

const frame = (n: number): Int16Array<ArrayBuffer> => Int16Array.of(n);

class FakeLine {
  bufferedAmount = 0;
  readonly sent: number[] = [];
  send(pcm: Int16Array<ArrayBuffer>): void {
    this.sent.push(pcm[0]!);
  }
}

describe('Uplink', () => {
  it('sends the last 300 ms before the line opened, in order, once', () => {
    const uplink = new Uplink();
    const line = new FakeLine();
    for (let i = 0; i < 40; i++) uplink.push(frame(i));
    uplink.open(line);
    uplink.push(frame(40));
    expect(line.sent).toEqual(Array.from({ length: 16 }, (_, i) => i + 25));
    uplink.close();
    uplink.open(line);
    expect(line.sent).toHaveLength(16);
  });

  it('drops above a second of backlog and goes on when the line has caught up', () => {
    const uplink = new Uplink();
    const line = new FakeLine();
    uplink.open(line);
    line.bufferedAmount = 32001;
    uplink.push(frame(1));
    line.bufferedAmount = 0;
    uplink.push(frame(2));
    expect(line.sent).toEqual([2]);
    expect(uplink.dropped).toBe(1);
  });
});
