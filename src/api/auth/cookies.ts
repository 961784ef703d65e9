/** The session cookie: which name it has, how it is written and found. */
import { fastifyCookie } from '@fastify/cookie';

export interface CookieRules {
  name: string;
  secure: boolean;
}

/** Behind https the name binds the cookie to this host and path, so that no sibling host can plant one (RFC 6265bis 4.1.3.2). */
export function cookieRules(publicUrl: string): CookieRules {
  const secure = publicUrl.startsWith('https:');
  return { name: secure ? '__Host-baton_session' : 'baton_session', secure };
}

/** `maxAge` in seconds; 0 takes the cookie away. */
export function writeCookie({ name, secure }: CookieRules, value: string, maxAge: number): string {
  return fastifyCookie.serialize(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge });
}

export function readCookie({ name }: CookieRules, header: string | undefined): string | null {
  return (header && fastifyCookie.parse(header)[name]) || null;
}
