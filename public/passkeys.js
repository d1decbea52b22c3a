// One ceremony of Web Authentication: loaded by the pages that ask for a passkey. What is asked stands in the page, and so do the
// sentences; this shows the one that is true, and sends the answer as the page's form.

const section = document.querySelector('[data-ceremony]');
const form = section.querySelector('form');

function show(state) {
  for (const one of section.querySelectorAll('[data-state]')) one.hidden = one.dataset.state !== state;
}

function bytes(base64url) {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function base64url(buffer) {
  const text = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** What the browser is asked: the same as the page says, with bytes where JSON has texts. */
function options() {
  const asked = JSON.parse(section.dataset.options);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const list of [asked.excludeCredentials, asked.allowCredentials]) {
    for (const one of list ?? []) one.id = bytes(one.id);
  }
  return { publicKey: asked };
}

/** What it answers, with texts where it has bytes. */
function answer({ id, rawId, type, response }) {
  const names = ['attestationObject', 'clientDataJSON', 'authenticatorData', 'signature', 'userHandle'];
  const parts = names.filter((name) => response[name]).map((name) => [name, base64url(response[name])]);
  return JSON.stringify({ id, rawId: base64url(rawId), type, response: Object.fromEntries(parts), extensions: {} });
}

let isAsking = false;

async function ask() {
  if (isAsking) return;
  isAsking = true;
  show('asking');
  try {
    const { credentials } = navigator;
    const isNew = section.dataset.ceremony === 'create';
    const credential = await (isNew ? credentials.create(options()) : credentials.get(options()));
    form.elements.answer.value = answer(credential);
    form.submit();
  } catch (error) {
    // "InvalidStateError": the authenticator holds one of the passkeys that the person has already.
    show(error.name === 'InvalidStateError' ? 'known' : 'failed');
    isAsking = false;
  }
}

if (window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  ask();
} else {
  show('unsupported');
}
