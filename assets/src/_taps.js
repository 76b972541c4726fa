// One-tap outcomes that survive a lost network: each tap carries its own moment, so that sent twice it counts once.
import { all, drop, put, uuid } from './_kept.js';

const mine = async () => (await all('queue')).filter((each) => each.kind === 'tap').sort((a, b) => a.at.localeCompare(b.at));

async function say(line) {
  const count = (await mine()).length;
  if (!line) return;
  const rule = new Intl.PluralRules(document.documentElement.lang === 'tg' ? 'en' : document.documentElement.lang);
  const form = { one: line.dataset.one, few: line.dataset.few }[rule.select(count)] || line.dataset.other;
  line.querySelector('span:not(.mark)').textContent = form.replace(/\d+/, count);
  line.hidden = !count;
}

async function send(line) {
  for (const each of await mine()) {
    let answer;
    try {
      answer = await fetch(each.url, { method: 'POST', body: new URLSearchParams(each.pairs), redirect: 'manual' });
    } catch {
      return say(line);
    }
    // A redirect is the page's own way to say that it was kept.
    if (answer.type === 'opaqueredirect' || answer.ok) await drop('queue', each.key);
    else {
      await say(line);
      line.querySelector('span:not(.mark)').textContent = line.dataset.refused;
      return undefined;
    }
  }
  return say(line);
}

export function keepTaps(forms) {
  const line = document.querySelector('[data-waits]');
  for (const form of forms) {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = event.submitter;
      const at = new Date().toISOString();
      const pairs = [...new FormData(form)].filter(([name]) => name !== 'at');
      pairs.push(['at', at], ['outcome', button.value]);
      await put('queue', { key: uuid(), kind: 'tap', at, url: form.action, pairs });
      for (const each of form.querySelectorAll('button')) each.setAttribute('aria-pressed', String(each === button));
      await send(line);
    });
  }
  line?.querySelector('[data-forget]')?.addEventListener('click', async () => {
    for (const each of await mine()) await drop('queue', each.key);
    location.reload();
  });
  addEventListener('online', () => send(line));
  send(line);
}
