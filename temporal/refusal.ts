/** Other words of the native client for gRPC's UNAUTHENTICATED and PERMISSION_DENIED. */
const NO_ACCESS = /permission|unauth|authentication credentials|jwt/i;

/** What a server, or our own client, said when a connection was refused, and what to do; never a key. */
export function refusal(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  const text = [error, cause]
    .map((one) => (one instanceof Error ? one.message : ''))
    .join(' ')
    // The client quotes a header that it cannot send, and headers hold keys.
    .replace(/"[^]*" contains illegal characters/, '(not shown) contains illegal characters')
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, 300)
    .replace(/\.$/, '');
  return `${text}. ${hint(text)}`;
}

function hint(text: string): string {
  if (text.includes('illegal characters')) return 'Check TEMPORAL_API_KEY and TEMPORAL_GRPC_META_*.';
  if (NO_ACCESS.test(text)) return 'Check the API key (TEMPORAL_API_KEY) and the namespace.';
  if (/certificate|tls|ssl|handshake/i.test(text)) return 'Check the TLS settings (TEMPORAL_TLS_*).';
  return 'Check that it is Temporal (TEMPORAL_ADDRESS), and whether it wants TLS (TEMPORAL_TLS).';
}
