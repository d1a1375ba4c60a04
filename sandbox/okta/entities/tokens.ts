export interface AuthorizationCode {
  hash: string;
  serverId: string;
  clientId: string;
  userId: string;
  scopes: string[];
  redirectUri: string;
  challenge: string | null;
  nonce: string | null;
  expiresAt: string;
}

export interface RefreshToken {
  id: string;
  hash: string;
  serverId: string;
  clientId: string;
  userId: string;
  scopes: string[];
  issuer: string;
  created: string;
  lastUpdated: string;
  expiresAt: string;
}
