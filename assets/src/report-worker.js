// Keeps the report's page and what it is made of on the phone, so that it opens without a network. It keeps nothing of
// what is written, and no page but that one.
const NAME = 'hamsafar-report-1';
const PAGE = new URL('./', self.location).pathname;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.add(PAGE)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});
self.addEventListener('message', (event) => {
  if (!event.data?.keep) return;
  event.waitUntil(caches.open(NAME).then((cache) => Promise.all(event.data.keep.map((url) => cache.add(url).catch(() => undefined)))));
});
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  const isPage = url.pathname === PAGE;
  if (!isPage && event.request.mode === 'navigate') return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (isPage && answer.ok) (await caches.open(NAME)).put(PAGE, answer.clone());
        return answer;
      })
      .catch(async (error) => {
        const kept = await caches.match(isPage ? PAGE : event.request);
        if (kept) return kept;
        throw error;
      }),
  );
});
