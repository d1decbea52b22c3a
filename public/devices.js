// What this browser can do about being told: loaded by the page of notices alone. Its sentences stand in the page, hidden; this
// shows the one that is true. Permission is asked for on a click only.

const section = document.getElementById('devices');

function show(state) {
  for (const one of section.querySelectorAll('[data-device]')) {
    if (one.dataset.device !== 'this') one.hidden = one.dataset.device !== state;
  }
}

function bytes(base64url) {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function base64url(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** By what a row of the list is known to be this browser. */
async function mark(subscription) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(subscription.endpoint));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isOurs(subscription) {
  const key = subscription.options.applicationServerKey;
  return key !== null && base64url(key) === section.dataset.key;
}

async function look(registration) {
  if (Notification.permission === 'denied') return show('blocked');
  const subscription = await registration.pushManager.getSubscription();
  if (subscription && isOurs(subscription)) {
    const row = section.querySelector(`[data-mark="${await mark(subscription)}"]`);
    if (row) {
      row.querySelector('[data-device="this"]').hidden = false;
      return show('on');
    }
  }
  show('off');
}

async function subscribe(registration) {
  const before = await registration.pushManager.getSubscription();
  if (before && isOurs(before)) return before;
  // One that was made for another key takes nothing from us.
  await before?.unsubscribe();
  return registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(section.dataset.key),
  });
}

async function add(form, registration) {
  show('asking');
  if ((await Notification.requestPermission()) !== 'granted') return look(registration);
  try {
    const subscription = await subscribe(registration);
    form.elements.endpoint.value = subscription.endpoint;
    form.elements.p256dh.value = base64url(subscription.getKey('p256dh'));
    form.elements.auth.value = base64url(subscription.getKey('auth'));
    form.submit();
  } catch {
    show('failed');
    section.querySelector('[data-device="off"]').hidden = false;
  }
}

async function begin() {
  const can = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!can) return show(/iPhone|iPad/.test(navigator.userAgent) ? 'home' : 'unsupported');
  const form = section.querySelector('[data-device="off"] form');
  await navigator.serviceWorker.register('/push.js');
  const registration = await navigator.serviceWorker.ready;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    add(form, registration);
  });
  await look(registration);
}

begin().catch(() => show('unsupported'));
