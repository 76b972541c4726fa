// The check of a paper on the device: the same steps and the same reasons as hamsafar/papers/formats/checking.py.
import { decode as decodeCbor } from 'cborg';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';

const OURS = 'HF1:';
const HCERT = 'HC1:';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const LONGEST_TEXT = 4296;
const LARGEST = 16 * 1024;
const LARGEST_BITS = 2 ** 21; // bytes of a status list
const EDDSA = -8;
const ES256 = -7;
const PS256 = -37;
const PAPER = -70001;
const SCRIPTS = ['tg', 'ru', 'la'];
const GROUPS = ['v', 't', 'r'];
const LATEST = 253402300800;
const TRUST_TYPE = 'application/vnd.hamsafar.trust-list+cbor';
const STATUS_TYPE = 'application/vnd.hamsafar.status-list+cbor';

class Malformed extends Error {}

function need(holds) {
  if (!holds) throw new Malformed();
}

export function base45(text) {
  const left = text.length % 3;
  need(left !== 1);
  const out = new Uint8Array(Math.floor(text.length / 3) * 2 + (left ? 1 : 0));
  let at = 0;
  for (let i = 0; i < text.length; i += 3) {
    const values = [...text.slice(i, i + 3)].map((each) => ALPHABET.indexOf(each));
    need(!values.includes(-1));
    const number = values.reduceRight((sum, value) => sum * 45 + value, 0);
    if (values.length === 3) {
      need(number < 65536);
      out[at++] = number >> 8;
    }
    need(values.length === 3 || number < 256);
    out[at++] = number & 255;
  }
  return out;
}

async function unzipped(data, largest = LARGEST) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    need(length <= largest);
    parts.push(value);
  }
  return joined(...parts);
}

function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const tags = { 0: (inner) => inner(), 1: (inner) => inner(), 18: (inner) => inner(), 61: (inner) => inner() };

function cbor(data, strict = false) {
  return decodeCbor(data, { useMaps: true, rejectDuplicateMapKeys: true, allowIndefinite: !strict, strict, allowUndefined: !strict, tags });
}

function byteString(data) {
  if (data.length < 24) return joined([0x40 + data.length], data);
  if (data.length < 256) return joined([0x58, data.length], data);
  return joined([0x59, data.length >> 8, data.length & 255], data);
}

function toBeSigned(header, payload) {
  return joined([0x84, 0x6a], new TextEncoder().encode('Signature1'), byteString(header), [0x40], byteString(payload));
}

async function opened(text) {
  need(text.length <= LONGEST_TEXT && (text.startsWith(OURS) || text.startsWith(HCERT)));
  const ours = text.startsWith(OURS);
  let data = base45(text.slice(OURS.length));
  if (data[0] === 0x78) data = await unzipped(data);
  else need(ours);
  return message(data, ours);
}

function message(data, ours) {
  // Our own form is read strictly: shortest lengths, no doubled key, nothing unsigned beside the signature.
  if (ours) need(data[0] === 0xd2 && data[1] === 0x84);
  const parts = cbor(data, ours);
  need(Array.isArray(parts) && parts.length === 4);
  const [header, unprotected, payload, signature] = parts;
  need([header, payload, signature].every((part) => part instanceof Uint8Array) && unprotected instanceof Map);
  const signed = header.length ? cbor(header, ours) : new Map();
  need(signed instanceof Map);
  if (ours) need(unprotected.size === 0 && header.length === 13 && signed.size === 2 && signature.length === 64);
  const algorithm = signed.has(1) ? signed.get(1) : unprotected.get(1);
  const kid = (signed.has(4) ? signed.get(4) : unprotected.get(4)) ?? new Uint8Array();
  need(Number.isInteger(algorithm) && kid instanceof Uint8Array && (!ours || kid.length === 8));
  return { ours, algorithm, kid: hex(kid), payload, signature, toBeSigned: toBeSigned(signed.size ? header : new Uint8Array(), payload) };
}

export function hex(data) {
  return [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function fits(key, signature, data) {
  if (key.alg === EDDSA) {
    if (signature.length !== 64) return false;
    try {
      const known = await crypto.subtle.importKey('raw', key.key, { name: 'Ed25519' }, false, ['verify']);
      return await crypto.subtle.verify('Ed25519', known, signature, data);
    } catch {
      try {
        return ed25519.verify(signature, data, key.key, { zip215: false });
      } catch {
        return false;
      }
    }
  }
  try {
    if (key.alg === ES256) return signature.length === 64 && p256.verify(signature, data, key.key, { lowS: false });
    if (key.alg !== PS256) return false;
    const rsa = { kty: 'RSA', n: base64url(key.key.slice(0, -4)), e: base64url(trimmed(key.key.slice(-4))) };
    const known = await crypto.subtle.importKey('jwk', rsa, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'RSA-PSS', saltLength: 32 }, known, signature, data);
  } catch {
    return false;
  }
}

function trimmed(data) {
  return data.slice(data.findIndex((byte) => byte !== 0));
}

function base64url(data) {
  return btoa(String.fromCharCode(...data)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// Canonical CBOR has one place for each key; a key that is not known has none.
function isInOrder(map, keys) {
  const places = [...map.keys()].map((key) => keys.indexOf(key));
  return places.every((place, at) => place > (at ? places[at - 1] : -1));
}

function claimsOfOurs(payload) {
  const found = cbor(payload, true);
  need(found instanceof Map && found.get(PAPER) instanceof Map);
  const paper = found.get(PAPER);
  const names = paper.get(2);
  const standing = paper.get(6);
  const times = [found.get(6), found.get(4), found.get(5) ?? 0, standing?.[0], standing?.[1]];
  need(names instanceof Map && names.size);
  need(isInOrder(found, [1, 4, 5, 6, 7, PAPER]) && isInOrder(paper, [1, 2, 3, 4, 5, 6, 7]) && isInOrder(names, [...SCRIPTS].sort()));
  need(Array.isArray(standing) && standing.length === 2 && times.every((time) => Number.isInteger(time) && time >= 0 && time < LATEST));
  need([found.get(1), paper.get(3), paper.get(4), paper.get(5), ...names.values()].every((text) => typeof text === 'string'));
  need(paper.get(1) === 1 && found.get(7) instanceof Uint8Array && found.get(7).length === 10);
  need(!paper.has(7) || paper.get(7) === true);
  return {
    ours: true,
    use: 'clearance',
    issuer: found.get(1),
    issued: found.get(6),
    expires: found.get(4),
    notBefore: found.get(5) ?? null,
    names: Object.fromEntries(SCRIPTS.filter((script) => names.has(script)).map((script) => [script, names.get(script)])),
    born: paper.get(3),
    document: paper.get(4),
    standing,
    synthetic: paper.has(7),
  };
}

function claimsOfOthers(payload) {
  const found = cbor(payload);
  need(found instanceof Map && found.get(-260) instanceof Map && found.get(-260).get(1) instanceof Map);
  const said = found.get(-260).get(1);
  const groups = GROUPS.filter((group) => said.get(group) !== undefined && said.get(group) !== null);
  const name = said.get('nam');
  need(typeof said.get('ver') === 'string' && name instanceof Map && typeof said.get('dob') === 'string');
  need(typeof (name.get('fnt') ?? name.get('gnt')) === 'string');
  need(groups.length === 1 && Array.isArray(said.get(groups[0])) && said.get(groups[0]).length === 1);
  const times = [6, 4, 5].map((key) => found.get(key) ?? null);
  need(times.every((time) => time === null || (typeof time === 'number' && time >= 0 && time < LATEST)));
  return {
    ours: false,
    use: groups[0],
    issuer: String(found.get(1) ?? ''),
    issued: times[0],
    expires: times[1],
    notBefore: times[2],
    name: [name.get('fnt'), name.get('gnt')].filter(Boolean).join(' '),
    born: said.get('dob'),
  };
}

// What speaks against a genuine paper, in the order of checking.py: what cannot change with time comes first.
function reasonOf(claims, key, lists, at) {
  if ((key.uses.length || claims.ours) && !key.uses.includes(claims.use)) return 'wrong_usage';
  if (claims.issued !== null && !(key.begins <= claims.issued && claims.issued < key.ends)) return 'wrong_usage';
  if (key.withdrawn) return 'revoked';
  if (at < Math.max(claims.notBefore ?? 0, claims.issued ?? 0)) return 'not_yet_valid';
  if (claims.expires !== null && (at > claims.expires || (at === claims.expires && claims.ours))) return 'expired';
  if (at >= lists.expires) return 'stale_list';
  if (!claims.ours) return 'ok';
  const status = lists.statuses.get(`${claims.issuer} ${claims.standing[0]}`);
  const index = claims.standing[1];
  if (!status || index >= status.bits.length * 8) return 'stale_list';
  if ((status.bits[index >> 3] >> (index & 7)) & 1) return 'revoked';
  return at < status.expires ? 'ok' : 'stale_list';
}

// The outcome for the text of a code. `lists` are those of `listsFrom`; `at` is in seconds since 1970.
export async function check(text, lists, at) {
  let found;
  try {
    found = await opened(text.trim());
  } catch {
    return { reason: 'malformed', claims: null };
  }
  const key = lists.keys.get(found.kid);
  if (!key) return { reason: 'unknown_key', claims: null };
  if (key.alg !== found.algorithm || !(await fits(key, found.signature, found.toBeSigned))) return { reason: 'forged', claims: null };
  let claims;
  try {
    claims = found.ours ? claimsOfOurs(found.payload) : claimsOfOthers(found.payload);
  } catch {
    return { reason: 'malformed', claims: null };
  }
  return { reason: reasonOf(claims, key, lists, at), claims };
}

async function listIn(data, type, keys) {
  const parts = cbor(data, true);
  need(data[0] === 0xd2 && Array.isArray(parts) && parts.length === 4 && parts[1] instanceof Map && parts[1].size === 0);
  const header = cbor(parts[0], true);
  need(header.get(1) === EDDSA && header.get(3) === type && header.size === 3);
  const body = cbor(parts[2], true);
  need(body.get('version') === 1);
  const signer = hex(header.get(4));
  for (const key of keys ?? body.get('roots')) {
    if (hex(await kidOf(key)) === signer) {
      need(await fits({ alg: EDDSA, key }, parts[3], toBeSigned(parts[0], parts[2])));
      return body;
    }
  }
  throw new Malformed();
}

async function kidOf(key) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', key)).slice(0, 8);
}

// A trust list, proved by one of `roots`, or by a root it names itself on the first visit. Throws where it is neither.
export async function trustFrom(data, roots) {
  const body = await listIn(data, TRUST_TYPE, roots);
  return {
    side: body.get('side'),
    number: body.get('number'),
    issued: body.get('issued'),
    expires: body.get('expires'),
    roots: body.get('roots'),
    keys: body.get('keys').map((key) => Object.fromEntries(key)),
  };
}

export async function statusFrom(data, trust) {
  const keys = trust.keys.filter((key) => key.uses.includes('status') && key.alg === EDDSA && !key.withdrawn);
  const body = await listIn(data, STATUS_TYPE, keys.map((key) => key.key));
  return {
    side: body.get('side'),
    list: body.get('list'),
    issued: body.get('issued'),
    expires: body.get('expires'),
    bits: await unzipped(body.get('bits'), LARGEST_BITS),
  };
}

export function listsFrom(trusts, statuses) {
  return {
    keys: new Map(trusts.flatMap((trust) => trust.keys.map((key) => [hex(key.kid), key]))),
    statuses: new Map(statuses.map((status) => [`${status.side} ${status.list}`, status])),
    issued: Math.max(...[...trusts, ...statuses].map((each) => each.issued)),
    expires: Math.min(...trusts.map((trust) => trust.expires)),
  };
}
