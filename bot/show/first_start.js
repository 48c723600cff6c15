// What the page does while the first library is made: it tells the alerts for a question at once, and
// becomes the chat page as soon as that is there.
const find = (selector) => document.querySelector(selector);
const [form, box, danger, line] = ['form.ask', '#question', '#danger', '#place'].map(find);
const LOOKS = 1000; // milliseconds
let waiting = '';
let isThere = false;

// A question goes along in the name of the window, which is kept nowhere.
const goOn = () => {
  window.name = waiting ? `#q=${encodeURIComponent(waiting)}` : '';
  location.reload();
};
const wait = (alerts) => {
  danger.innerHTML = alerts;
  if (alerts.trim()) window.scrollTo(0, 0);
  else if (!isThere) line.textContent = line.dataset.waits;
};
form.addEventListener('submit', (event) => {
  event.preventDefault();
  waiting = box.value;
  if (isThere) {
    goOn();
    return;
  }
  fetch('signs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question: waiting }),
  }).then((response) => {
    if (!response.ok) throw new Error(response.status);
    return response.text();
  }).then(wait).catch(() => form.submit());
});

const arrive = () => {
  isThere = true;
  line.textContent = line.dataset.there;
  // An alert that is being read stays, and so does what is being written.
  if (!danger.innerHTML.trim() && (waiting || !box.value.trim())) goOn();
};
const look = () => fetch('healthz', { cache: 'no-store' }).then(({ ok }) => {
  if (!ok) throw new Error('not yet');
}).then(arrive, () => setTimeout(look, LOOKS));
look();
