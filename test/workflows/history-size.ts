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

/** As large as the server would write it, about: payloads as they are, all else as JSON, without its escapes. */
function bytesOf(part: unknown): number {
  // Also one of the workflow's own realm, which is no instance of Uint8Array here.
  if (ArrayBuffer.isView(part)) return part.byteLength;
  if (typeof part === 'string') return part.length + 2;
  if (typeof part !== 'object' || part === null) return 4;
  let bytes = 2;
  for (const [key, value] of Object.entries(part)) bytes += key.length + 4 + bytesOf(value);
  return bytes;
}
