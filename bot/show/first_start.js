// What the page does while the first library is made: it tells the alerts for a question at once, and
// becomes the chat page as soon as that is there.
const find = (selector) => document.querySelector(selector);
const [form, box, danger, line] = ['form.ask', '#question', '#danger', '#place'].map(find);
const LOOKS = 1000; // milliseconds
let waiting = '';
let isThere = false;
const isAlerted = () => danger.innerHTML.trim() !== '';
const say = (name) => { // words that do not change are not spoken again
  if (line.textContent !== line.dataset[name]) line.textContent = line.dataset[name];
};

// A question goes along in the name of the window, which is kept nowhere.
const goOn = () => {
  window.name = waiting ? `#q=${encodeURIComponent(waiting)}` : '';
  location.reload();
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
  }).then((alerts) => {
    danger.innerHTML = alerts;
    if (find('#danger [data-level="crisis"]')) line.remove(); // nothing is searched, later either
    if (isAlerted()) window.scrollTo(0, 0);
    else if (!isThere) say('waits');
  }).catch(() => form.submit());
});

box.addEventListener('keydown', (event) => { // as on the chat page
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

const look = () => fetch('healthz', { cache: 'no-store' }).then(({ ok }) => {
  isThere = ok;
  if (!ok) say(waiting && !isAlerted() ? 'waits' : 'reading');
}, () => say('away')).then(() => {
  if (!isThere) {
    setTimeout(look, LOOKS);
    return;
  }
  say('there');
  // An alert that is being read stays, and so does what is being written.
  if (!isAlerted() && (waiting || !box.value.trim())) goOn();
});
look();
