// What is kept on the device until it is sent: the words of a form (drafts) and whole submissions (queue), in IndexedDB.
// Nothing is kept after it was sent, and "forget" empties it. Without this script the forms work as plain forms.
const STORES = ['drafts', 'queue'];

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('hamsafar', 1);
    asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name, { keyPath: 'key' }));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(store, mode, act) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const all = base.transaction(store, mode);
      const asked = act(all.objectStore(store));
      all.oncomplete = () => resolve(asked.result);
      all.onerror = () => reject(all.error);
    });
  } finally {
    base.close();
  }
}

export const put = (store, value) => within(store, 'readwrite', (rows) => rows.put(value));
export const get = (store, key) => within(store, 'readonly', (rows) => rows.get(key));
export const all = (store) => within(store, 'readonly', (rows) => rows.getAll());
export const drop = (store, key) => within(store, 'readwrite', (rows) => rows.delete(key));
export const uuid = () => crypto.randomUUID();
