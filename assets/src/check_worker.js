// Keeps the verifier usable without a network. Lists are not its matter: the page keeps those, with their signatures.
const OFFLINE = 'hamsafar-check';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const isPage = request.mode === 'navigate';
  const isStatic = new URL(request.url).pathname.startsWith('/static/');
  if (isPage) event.respondWith(newest(request));
  else if (isStatic) event.respondWith(stored(request));
});

async function newest(request) {
  const cache = await caches.open(OFFLINE);
  try {
    const reply = await fetch(request);
    if (reply.ok) await cache.put(new URL(request.url).pathname, reply.clone());
    return reply;
  } catch {
    return (await cache.match(new URL(request.url).pathname)) ?? Response.error();
  }
}

async function stored(request) {
  const cache = await caches.open(OFFLINE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}
