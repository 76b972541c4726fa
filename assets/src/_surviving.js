// A report that survives a lost network and a closed tab. What is written is kept as a draft; a report that cannot be
// sent waits in the queue and is sent later under the same key, so that it arrives once.
import { all, drop, get, put, uuid } from './_kept.js';

const fields = (form) => [...form.elements].filter((each) => each.name && each.type !== 'file');
const files = (form) => [...new FormData(form)].filter(([, value]) => value instanceof File && value.name);

function written(form) {
  return fields(form)
    .filter((each) => !['radio', 'checkbox'].includes(each.type) || each.checked)
    .map((each) => [each.name, each.value]);
}

function fill(form, pairs) {
  const said = new Map(pairs);
  for (const each of fields(form)) {
    if (each.type === 'radio' || each.type === 'checkbox') each.checked = said.get(each.name) === each.value;
    else if (said.has(each.name)) each.value = said.get(each.name);
  }
  for (const [name, value] of pairs.filter((each) => each[1] instanceof File)) {
    const box = new DataTransfer(); // the only way to put a file back
    box.items.add(value);
    form.elements[name].files = box.files;
  }
}

function body(pairs) {
  const whole = new FormData();
  for (const [name, value] of pairs) whole.append(name, value);
  return whole;
}

export async function survive(form) {
  const name = form.dataset.survives;
  const kept = document.querySelector('[data-kept]');
  const waiting = async () => (await all('queue')).filter((each) => each.kind === name);
  const show = async () => { kept.hidden = !(await waiting()).length; };

  async function send() {
    for (const each of await waiting()) {
      let answer;
      try {
        answer = await fetch(each.url, { method: 'POST', body: body(each.pairs), redirect: 'follow' });
      } catch {
        return show(); // still no network
      }
      if (answer.ok || answer.status === 422 || answer.status === 409) await drop('queue', each.key);
      else return show();
      if (answer.ok) {
        // The page that arrived holds the reference and the code: shown once, and not kept.
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        document.querySelector('#main').replaceWith(page.querySelector('#main'));
        return undefined;
      }
      fill(form, each.pairs); // refused as it stands: back into the form, to be mended and sent again
      form.requestSubmit();
    }
    return show();
  }

  form.addEventListener('input', () => put('drafts', { key: name, pairs: written(form) }));
  form.addEventListener('submit', async (event) => {
    if (navigator.onLine) return; // the plain form; the draft is dropped when the answer arrives
    event.preventDefault();
    const pairs = [...written(form), ...files(form)];
    await put('queue', { key: new Map(pairs).get('form_id') || uuid(), kind: name, url: form.action || location.href, pairs });
    await drop('drafts', name);
    await show();
  });
  form.querySelector('[data-forget]')?.addEventListener('click', async () => {
    await drop('drafts', name);
    for (const each of await waiting()) await drop('queue', each.key);
    form.reset();
    form.elements.form_id.value = uuid(); // what is written next is another report
    await show();
  });
  addEventListener('online', send);

  const draft = await get('drafts', name);
  if (draft && !document.querySelector('.govuk-error-summary')) fill(form, draft.pairs);
  if (navigator.onLine) await send();
  else await show();
  if ('serviceWorker' in navigator && form.dataset.worker) {
    const worker = await navigator.serviceWorker.register(form.dataset.worker);
    await navigator.serviceWorker.ready;
    const used = performance.getEntriesByType('resource').map((each) => each.name);
    const ours = [location.pathname, ...used].filter((each) => new URL(each, location).origin === location.origin);
    (worker.active || worker.waiting)?.postMessage({ keep: ours });
  }
}

export const arrived = () => drop('drafts', 'incident-report');
