// The verifier as a page: camera, photo or pasted text. After the first visit it needs no network, and what is scanned
// never leaves the device. Without this script the page sends the pasted text and gets the same verdict.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { check, listsFrom, statusFrom, trustFrom } from './_papers.js';

const page = document.getElementById('check');
const labels = page.querySelector('template[data-labels]').dataset;
const months = JSON.parse(labels.months);
const ended = JSON.parse(labels.ended); // for no whole day, and for each form that the language has
const answer = part('answer');
const video = page.querySelector('video');
const STORED = 'hamsafar-lists';
const OFFLINE = 'hamsafar-check';
const LOOK_EVERY = 150; // milliseconds between two looks at the camera's picture
const CLOCK_WRONG = 600; // seconds
const DAY = 86400;

let lists = null;
let names = {}; // of sides, by their keys
let camera = null;

function part(name) {
  return page.querySelector(`[data-part="${name}"]`);
}

function shown(element, yes) {
  element.hidden = !yes;
}

prepareZXingModule({
  overrides: { locateFile: (file, prefix) => (file.endsWith('.wasm') ? page.dataset.reader : prefix + file) },
});

function day(seconds) {
  const when = new Date(seconds * 1000);
  return `${when.getDate()} ${months[when.getMonth()]} ${when.getFullYear()}`;
}

// How long ago a term ended, in the form that the language has for this number of days.
function ago(days) {
  if (days === 0) return ended[0];
  const isTeen = days % 100 > 10 && days % 100 < 15;
  const last = page.dataset.lang === 'ru' && !isTeen ? days % 10 : days;
  const form = last === 1 ? 1 : last > 1 && last < 5 ? 2 : 3;
  return ended[form].replace('{n}', days);
}

function row(list, label, value, lang = '') {
  const dt = document.createElement('dt');
  const dd = document.createElement('dd');
  dt.textContent = label;
  dd.textContent = value;
  if (lang) dd.lang = lang;
  list.append(dt, dd);
  return dd;
}

function tell({ reason, claims }) {
  const template = page.querySelector(`template[data-reason="${reason}"]`);
  const verdict = template.content.cloneNode(true);
  const says = verdict.querySelector('[data-part="says"]');
  const over = reason === 'expired';
  if (over) {
    const since = document.createElement('b');
    since.textContent = ago(Math.floor((Date.now() / 1000 - claims.expires) / DAY));
    verdict.querySelector('[data-part="means"]').append(' ', since);
  }
  if (claims && template.dataset.shows) {
    says.hidden = false;
    if (claims.ours) {
      for (const [script, name] of [...Object.entries(claims.names)].reverse()) {
        const cell = row(says, labels[script], name, script === 'la' ? 'en' : script);
        if (claims.synthetic) {
          const mark = document.createElement('span');
          mark.className = 'specimen';
          mark.textContent = ` ${labels.synthetic}`;
          cell.append(mark);
        }
      }
      row(says, labels.born, claims.born);
      row(says, labels.document, claims.document);
      row(says, over ? labels.was : labels.force, `${day(claims.issued)} – ${day(claims.expires)}`);
      row(says, labels.side, names[claims.issuer]?.[page.dataset.lang] ?? claims.issuer);
    } else {
      row(says, labels.health, claims.issuer);
      row(says, labels.name, claims.name);
      row(says, labels.born, claims.born);
    }
  }
  answer.replaceChildren(verdict);
  answer.dataset.reason = reason;
  page.querySelector('[data-do="camera"]').textContent = labels.next;
  answer.querySelector('.verdict').focus();
  (part('clock').hidden ? answer : part('clock')).scrollIntoView();
}

async function judge(text) {
  trouble('');
  tell(await check(text, lists ?? { keys: new Map(), statuses: new Map(), expires: 0 }, Date.now() / 1000));
}

function trouble(words) {
  part('trouble').textContent = words;
  shown(part('trouble'), Boolean(words));
}

// Lists -----------------------------------------------------------------------------------------------------------

function kept() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? {};
  } catch {
    return {};
  }
}

const packed = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
const unpacked = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

async function bytesOf(address) {
  const reply = await fetch(address, { cache: 'no-store' });
  if (!reply.ok) throw new Error(address);
  return new Uint8Array(await reply.arrayBuffer());
}

// Take the lists that the node offers. A trust list is taken only if a root that this device knows signed it, and never
// in place of one with a higher number: so a node that was taken over cannot change whom this device trusts.
async function renew() {
  const reply = await fetch(page.dataset.lists, { cache: 'no-store' });
  const offered = await reply.json();
  tellClock(reply.headers.get('date'));
  const store = kept();
  for (const side of offered.sides) {
    const signed = await bytesOf(side.trust);
    const before = store[side.side] && (await trustFrom(unpacked(store[side.side].trust)));
    try {
      const found = await trustFrom(signed, before?.roots);
      if (found.side !== side.side || (before && found.number < before.number)) continue;
    } catch {
      trouble(labels.refused);
      continue;
    }
    const statuses = await Promise.all(side.statuses.map(bytesOf));
    store[side.side] = { name: side.name, trust: packed(signed), statuses: statuses.map(packed) };
  }
  store.warn = offered.warn_before;
  localStorage.setItem(STORED, JSON.stringify(store));
}

async function load() {
  const { warn, ...sides } = kept();
  const trusts = [];
  const statuses = [];
  names = {};
  for (const [side, said] of Object.entries(sides)) {
    const trust = await trustFrom(unpacked(said.trust));
    trusts.push(trust);
    names[side] = said.name;
    for (const status of said.statuses) {
      try {
        statuses.push(await statusFrom(unpacked(status), trust));
      } catch {
        // A status list that nobody vouches for says nothing; its papers are answered with "cannot be told".
      }
    }
  }
  lists = trusts.length ? listsFrom(trusts, statuses) : null;
  tellLists(warn);
  // Without a network as well: a list that is still to be signed says that this clock is behind.
  if (lists && lists.issued - Date.now() / 1000 > CLOCK_WRONG) shown(part('clock'), true);
}

function tellLists(warn) {
  const now = Date.now() / 1000;
  if (!lists) part('lists').textContent = labels.none;
  else if (lists.expires <= now) part('lists').textContent = labels.over;
  else {
    const soon = lists.expires - now < warn ? ` ${labels.soon}` : '';
    part('lists').textContent = labels.until.replace('{day}', day(lists.expires)) + soon;
  }
}

function tellClock(said) {
  const off = Math.abs(Date.parse(said) - Date.now()) / 1000;
  shown(part('clock'), off > CLOCK_WRONG);
}

// Offline ---------------------------------------------------------------------------------------------------------

async function keepForOffline() {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register(page.dataset.worker, { scope: location.pathname });
  const used = performance.getEntriesByType('resource').map((each) => each.name);
  const linked = [...document.querySelectorAll('link[href], script[src]')].map((each) => each.href || each.src);
  const wanted = new Set([location.pathname, page.dataset.reader, ...linked, ...used.filter((each) => each.includes('/static/'))]);
  const cache = await caches.open(OFFLINE);
  await Promise.all([...wanted].map((each) => cache.add(new Request(each, { cache: 'no-cache' })).catch(() => {})));
  page.dataset.offline = 'ready';
}

// Camera, photo, text ---------------------------------------------------------------------------------------------

async function codeIn(picture) {
  const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 });
  return found.find((each) => each.isValid)?.text ?? null;
}

function stop() {
  camera?.getTracks().forEach((track) => track.stop());
  camera = null;
  shown(part('camera'), false);
  shown(page.querySelector('[data-do="stop"]'), false);
  shown(page.querySelector('[data-do="camera"]'), true);
}

async function look() {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  while (camera) {
    drawing.drawImage(video, 0, 0);
    const text = await codeIn(drawing.getImageData(0, 0, canvas.width, canvas.height));
    if (text && camera) {
      stop();
      await judge(text);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

page.querySelector('[data-do="camera"]').addEventListener('click', async () => {
  answer.replaceChildren();
  delete answer.dataset.reason;
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
    video.srcObject = camera;
    shown(part('camera'), true);
    shown(page.querySelector('[data-do="stop"]'), true);
    shown(page.querySelector('[data-do="camera"]'), false);
    await video.play();
  } catch {
    stop();
    trouble(labels.camera);
    return;
  }
  await look();
});
page.querySelector('[data-do="stop"]').addEventListener('click', stop);
page.querySelector('#photo').addEventListener('change', async ({ target }) => {
  if (!target.files.length) return;
  try {
    const text = await codeIn(target.files[0]);
    if (text) await judge(text);
    else trouble(labels.photo);
  } catch {
    trouble(labels.photo);
  }
  target.value = '';
});
page.querySelector('form').addEventListener('submit', (event) => {
  const text = event.target.elements.text.value;
  if (!text.trim()) return;
  event.preventDefault();
  judge(text);
});

shown(part('scan'), true);
shown(part('sent'), false);
shown(part('kept'), true);
try {
  await renew();
} catch {
  // No network: the lists of the last visit are used, and the page says until when they are good.
}
await load();
page.dataset.ready = 'yes';
await keepForOffline();
