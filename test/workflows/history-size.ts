/** About as large as the server's history of a run: what came in, and what the workflow asked for. Bytes. */
export class HistorySize {
  bytes = 0;
  /** Of this run and those before it. */
  largest = 0;

  /** An event has some bytes of its own besides what it holds. */
  grow(parts: readonly object[]): void {
    for (const part of parts) this.bytes += 100 + bytesOf(part);
    this.largest = Math.max(this.largest, this.bytes);
  }
}

/** As large as the server would write it, about: payloads as they are, all else as JSON. */
function bytesOf(part: object): number {
  let bytes = 0;
  // A Buffer would make a list of numbers of itself before it is seen here.
  const text = JSON.stringify(part, function (this: Record<string, unknown>, key, value: unknown) {
    const given = this[key];
    if (!(given instanceof Uint8Array)) return value;
    bytes += given.length;
    return undefined;
  });
  return bytes + text.length;
}
