// What the page does by itself, in the browser. Gradio runs this once, with `element` at hand.
const page = element.ownerDocument;
const find = (selector) => page.querySelector(selector);
const last = (selector) => [...page.querySelectorAll(selector)].pop();
const say = (name) => find('#sayings [data-language]')?.dataset[name] ?? '';
const onClick = (selector, act) => page.addEventListener('click', (event) => {
  const button = event.target.closest(selector);
  if (button) act(button);
});

// In the frame of another site, that site has a heading of its own.
page.documentElement.classList.toggle('embedded', location.pathname.endsWith('/embed'));

// Copying, sharing.

const copy = (text, done) => {
  const fallback = () => { // plain http has no clipboard; a copy event takes the exact text
    page.addEventListener('copy', (copied) => {
      copied.clipboardData.setData('text/plain', text);
      copied.preventDefault();
    }, { once: true });
    if (page.execCommand('copy')) done();
  };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, fallback);
  else fallback();
};
const announce = (button, words) => {
  button.textContent = words;
  const line = find('#done'); // emptied first: words that do not change are not spoken again
  line.textContent = '';
  setTimeout(() => { line.textContent = words; }, 50);
};
// The words as they came: a browser that translates the page changes what stands on it.
const came = new WeakMap();
const remember = () => {
  for (const words of page.querySelectorAll('#chat .words')) {
    if (!came.has(words)) came.set(words, words.textContent);
  }
};
const wordsOf = (button) => came.get(button.closest('.card').querySelector('.words'));
onClick('button.copy', (button) => {
  copy(wordsOf(button), () => announce(button, say('copied')));
});
onClick('button.share', (button) => {
  const text = button.dataset.before + wordsOf(button) + button.dataset.after;
  const url = button.closest('.card').querySelector('a.print').href;
  const kept = () => copy(`${text}\n\n${url}`, () => announce(button, say('copied')));
  if (!navigator.share) kept();
  else navigator.share({ text, url }).catch((error) => { if (error.name !== 'AbortError') kept(); });
});
onClick('button.link', (button) => {
  const asked = button.parentElement.querySelector('.asked').textContent;
  const { origin, pathname, search } = location;
  const address = `${origin}${pathname}${search}#q=${encodeURIComponent(asked)}`;
  copy(address, () => announce(button, say('link')));
});

// A long message of the reader's own is folded: what answers it comes first.
onClick('button.unfold', (button) => {
  button.parentElement.querySelector('.long').classList.add('unfolded');
  button.remove();
});

// Whether an answer helped.

onClick('button.vote', (button) => {
  const buttons = [...button.parentElement.querySelectorAll('button.vote')];
  const answer = button.closest('.card').dataset.answer;
  for (const one of buttons) one.disabled = true;
  fetch('vote', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ answer, vote: button.dataset.vote }),
  }).then((response) => {
    if (!response.ok) throw new Error(response.status);
    button.setAttribute('aria-pressed', 'true');
    announce(button, say('thanks'));
  }).catch(() => {
    for (const one of buttons) one.disabled = false;
    announce(button, say('refused'));
  });
});

// Asking.

const write = (question) => {
  const box = find('#ask-bar textarea');
  box.value = question;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.focus();
};
const ask = (question) => {
  write(question);
  setTimeout(() => find('#ask-bar button.primary').click(), 100);
};
onClick('button.again', (button) => ask(button.dataset.question));
onClick('button.edit', (button) => write(button.dataset.question));

// A question that cannot be sent would make Gradio reload the page when the network is back, and
// what is on it would be lost. If it hears that the server is busy, it leaves the page as it is.
const send = window.fetch;
const trouble = { away: false, cut: false, words: '' };
let sent = '';
const wasSent = (question) => sent.includes(JSON.stringify(question).slice(1, -1));
window.fetch = (...what) => {
  const joins = String(what[0]?.url ?? what[0]).includes('/queue/join');
  if (joins) sent = String(what[1]?.body ?? '');
  return send(...what).catch((error) => {
    if (!joins) throw error;
    trouble.cut = true;
    return new Response('{"detail": "busy"}', { status: 503 });
  });
};

// A link to a question carries it behind the #, which no browser sends to a server. It leaves the
// address at once: the next person at this screen need not read it there. A question whose reply was
// cut off comes back in the name of the window, which is kept nowhere.
const linkedIn = (text) => {
  const found = /^#q=(.+)/.exec(text);
  if (!found) return [];
  let question = found[1];
  try { question = decodeURIComponent(question); } catch { /* as it stands */ }
  return [question.replace(/\r\n?/g, '\n')]; // as the box turns every kind of line end into one
};
const withoutHash = () => location.pathname + location.search;
// What is pressed while the page is still put together is heard by nobody: so until it is sent,
// unless it cannot be.
const askSurely = (question) => {
  sent = '';
  const until = Date.now() + 60_000;
  const begin = () => {
    if (wasSent(question) || !question.trim() || Date.now() > until) return;
    if (find('#ask-bar textarea') && find('#ask-bar button.primary')) ask(question);
    setTimeout(begin, find('#ask-bar button.primary') ? 2000 : 100);
  };
  begin();
};
const allAsked = () => [...page.querySelectorAll('#chat .asked')];
const askInTurn = ([question, ...others]) => { // each when the one before it is answered
  if (question === undefined) return;
  const before = allAsked().length;
  askSurely(question);
  if (!others.length) return;
  const wait = setInterval(() => {
    if (allAsked().length === before || find('#chat .waiting')) return;
    clearInterval(wait);
    setTimeout(askInTurn, 300, others);
  }, 200);
};

// Who wants it keeps the questions of this talk in this tab, until it is closed: a reload asks them
// again. Of a crisis nothing is kept.
const KEPT = 'questions';
const inStorage = (act) => { try { return act(sessionStorage); } catch { return null; } }; // or none
const keeps = () => find('#keep input');
const keep = () => {
  if (!keeps()?.checked) return;
  const questions = allAsked().filter((one) => one.parentElement.querySelector('button.link'));
  const words = JSON.stringify(questions.map((one) => one.textContent));
  inStorage((storage) => storage.setItem(KEPT, words));
};
const forgetKept = () => {
  inStorage((storage) => storage.removeItem(KEPT));
  if (keeps()) keeps().checked = false;
};
page.addEventListener('change', (event) => {
  if (event.target !== keeps()) return;
  if (event.target.checked) keep();
  else forgetKept();
});
const kept = inStorage((storage) => JSON.parse(storage.getItem(KEPT))) ?? [];
const checkAgain = () => { // the box comes with the rest of the page
  if (keeps()) keeps().checked = true;
  else setTimeout(checkAgain, 100);
};
if (kept.length) checkAgain();

// One entry of the history for each question. It holds a number alone: what was asked stands on the
// page, and leaves it with "Clear", for whoever goes back there next.
let turns = 0;
let newest = null;
history.scrollRestoration = 'manual';
const linked = linkedIn(location.hash || window.name);
history.replaceState({ turn: 0 }, '', linked.length ? withoutHash() : location.href);
window.name = '';
askInTurn([...kept, ...linked]);
window.addEventListener('hashchange', () => {
  const questions = linkedIn(location.hash);
  if (!questions.length) return;
  history.replaceState({ turn: turns }, '', withoutHash());
  askInTurn(questions);
});
window.addEventListener('popstate', ({ state }) => {
  const all = allAsked();
  const there = all[(state?.turn ?? 0) - 1 - (turns - all.length)]; // the oldest turns may be gone
  if (!there) {
    window.scrollTo(0, 0);
    return;
  }
  there.tabIndex = -1;
  there.focus({ preventScroll: true });
  settle(there);
});
const noteTurn = () => {
  const asked = last('#chat .asked');
  if (asked === newest) return;
  if (asked && !undoing) {
    turns += 1;
    history.pushState({ turn: turns }, '');
  }
  newest = asked;
  undoing = false;
  keep();
};
// A reply is told before it is drawn, and a quick one long before: the turn is noted when it stands.
const DRAWN = 2000; // milliseconds
let told = 0;
const answered = () => {
  told = Date.now();
  noteTurn();
  window.doctorAnswers.showQuestion();
};

// What was cleared can be had back for a moment.
const UNDO = 10; // seconds
let undoing = false;
let forgetting;
onClick('#undo', () => { undoing = true; });
onClick('#clear', () => {
  asked = '';
  forgetKept();
  clearTimeout(forgetting);
  forgetting = setTimeout(() => {
    if (find('#undo') && !waits()) find('#forget').click();
  }, UNDO * 1000);
});

// Reading.

const show = (target) => target.scrollIntoView({ block: 'center' });
page.addEventListener('click', (event) => { // the address keeps no trace of it
  if (!event.target.closest('a.skip')) return;
  event.preventDefault();
  find('#ask-bar textarea').focus();
});
onClick('button.time', (button) => {
  const { leads, at } = button.dataset;
  const card = [...button.closest('.for').querySelectorAll('.card')]
    .find((one) => one.dataset.answer === leads);
  for (const folded of card.querySelectorAll('details.short, details.whole')) folded.open = true;
  const sentence = card.querySelector(`.words [data-at="${at}"]`);
  show(sentence);
  sentence.focus({ preventScroll: true });
});
page.addEventListener('toggle', (event) => { // an answer unfolds at its highlighted part
  if (!event.target.matches('details.whole') || !event.target.open) return;
  if (event.target.contains(page.activeElement) && page.activeElement.matches('[data-at]')) return;
  const highlighted = event.target.querySelector('mark');
  if (highlighted) show(highlighted);
}, true);

// On paper nothing can be opened. What an emergency folds away stays so.
const opened = [];
window.addEventListener('beforeprint', () => {
  for (const folded of page.querySelectorAll('#chat details:is(.short, .whole):not([open])')) {
    folded.open = true;
    opened.push(folded);
  }
});
window.addEventListener('afterprint', () => {
  for (const folded of opened.splice(0)) folded.open = false;
});

// When a reply has come, its question goes to the top. Nothing to press may be left half covered by
// the bar: then it goes below it altogether, which may bring the one above it there in turn.
const settle = (asked = last('#chat .asked')) => {
  if (!asked) return;
  asked.scrollIntoView();
  const edge = find('#ask-bar').getBoundingClientRect().top;
  const targets = [...page.querySelectorAll('#chat button, #chat summary, #chat a')];
  for (const target of targets.reverse()) {
    const { top, bottom } = target.getBoundingClientRect();
    if (top < edge && edge < bottom) window.scrollBy(0, Math.floor(top - edge) - 1);
  }
};
const showQuestion = (before = -1) => { // again and again until all is drawn
  const height = page.documentElement.scrollHeight;
  if (height === before) return;
  settle();
  setTimeout(showQuestion, 150, height);
};
window.doctorAnswers = { showQuestion: () => showQuestion(), answered };

// Gradio labels a message "a component of type html", on an element that may bear no label; and it
// says that the page is in the browser's language, whatever that is.
const label = (part, role, name) => {
  if (!part || !name || part.getAttribute('aria-label') === name) return;
  part.setAttribute('role', role);
  part.setAttribute('aria-label', name);
};
new MutationObserver(() => {
  if (Date.now() - told < DRAWN) noteTurn();
  remember();
  for (const part of page.querySelectorAll('#chat [data-testid]')) {
    const shown = say(part.querySelector('.alert') ? 'notice' : 'answers');
    label(part, 'group', { user: say('question'), bot: shown }[part.dataset.testid]);
  }
  label(find('#chat [role=log]'), 'log', say('conversation'));
  const language = say('language');
  if (language && page.documentElement.lang !== language) page.documentElement.lang = language;
}).observe(page.body, { childList: true, subtree: true });

// Waiting, and trouble on the way. Gradio reports the place in the queue at once, which is worth
// showing only where it lasts; and its messages of trouble name its own parts, so ours replace them.

const LATE = 30; // seconds
let asked = '';
let askedAt = 0;
let tries = 0;
let queued = 0;
let waited = 0;
const waits = () => queued > 0 || find('#chat .waiting') !== null;
const place = () => {
  const line = find('#place');
  if (!line) return;
  const tracker = find('#turn [data-testid="status-tracker"]');
  const found = /queue: ([0-9]+)/.exec(tracker?.textContent ?? '');
  queued = found ? queued + 1 : 0;
  waited = find('#chat .waiting') || (isUnheard() && wasSent(asked)) ? waited + 0.5 : 0;
  if (trouble.words === say('patience') && !waits()) trouble.words = '';
  let words = trouble.words;
  if (trouble.away) words = say('offline');
  else if (!words && queued > 1) words = say('place').replace('{place}', found[1]);
  else if (!words && waited > LATE) words = say('late');
  if (line.textContent !== words) line.textContent = words;
  const isLate = isUnheard() && Date.now() - askedAt > HEARD * 1000;
  warn(isLate || (asked === warned && !isToldInChat()) ? asked : '');
};

// A question that does not stand in the conversation soon, whatever keeps it from there (it waits for
// its turn, or was refused, or what should bring its answer is broken or silent), gets its alerts for
// signs of danger, too. They come escaped, the same as in the conversation. Who cannot say them now is
// asked again, until the question is heard.
const HEARD = 1; // seconds
const SIGNS = { again: 2000, late: 10_000 }; // milliseconds
const SHOWN = 1000; // letters of a question that is shown by its beginning
const lettersOf = (text) => text.replace(/[^\p{L}\p{N}]/gu, ''); // what is drawn has other blanks
const isUnheard = () => {
  const [shown, whole] = [last('#chat .asked')?.textContent ?? '', asked].map(lettersOf);
  return whole !== '' && whole !== shown && !(shown.length > SHOWN && whole.startsWith(shown));
};
let warned = '';
// What was told of a question stays, unless the conversation tells it, too: there the second reader is
// asked, and may leave out what is in doubt.
const isToldInChat = () => {
  const own = last('#chat .asked');
  const isBehind = (one) => own?.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const levels = [...page.querySelectorAll('#chat .alert')].filter(isBehind)
    .map((one) => one.dataset.level);
  return [...page.querySelectorAll('#danger .alert')]
    .every((one) => levels.includes(one.dataset.level) || levels.includes('crisis'));
};
const warn = (question) => {
  if (question === warned) return;
  warned = question;
  const show = (alerts) => { if (question === warned) find('#danger').innerHTML = alerts; };
  const retry = () => setTimeout(() => { if (question === warned) warned = ''; }, SIGNS.again);
  if (!question) {
    show('');
    return;
  }
  fetch('signs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question }),
    signal: AbortSignal.timeout(SIGNS.late),
  }).then((response) => {
    if (!response.ok) throw new Error(response.status);
    return response.text();
  }).then(show, retry);
};
setInterval(place, 500);

// A reply that does not come when the network is back was cut off. Gradio would go on waiting for it
// and accept no other question, so the page reloads, and asks again.
// It looks once more first: a page that cannot be loaded would ask nothing ever again.
const askAgain = () => look().then(() => {
  if (!find('#chat .waiting')) return;
  window.name = `#q=${encodeURIComponent(last('#chat .asked').textContent)}`;
  location.reload();
}).catch(() => {});

const look = () => fetch('ready', { cache: 'no-store' }).then((response) => response.json()).then(
  (state) => {
    if (trouble.away) {
      trouble.words = say(find('#chat .waiting') ? 'again' : 'back');
      setTimeout(askAgain, 4000);
    }
    trouble.away = false;
    return state;
  },
  (error) => {
    if (!trouble.away) setTimeout(again, 1000);
    trouble.away = true;
    throw error;
  },
);
// Where the library has changed meanwhile, an answer that was removed leaves this page, too.
const LOOKS = 15; // seconds
let generation;
const clean = () => {
  const cards = [...page.querySelectorAll('#chat [data-answer]')];
  if (page.hidden || !cards.length) return;
  look().then((state) => {
    if (state.generation === generation) return undefined;
    return fetch('gone', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ answers: [...new Set(cards.map((card) => card.dataset.answer))] }),
    }).then((response) => response.json()).then((gone) => {
      generation = state.generation;
      for (const card of cards.filter((one) => gone.includes(one.dataset.answer))) {
        if (!card.matches('.card')) { // a question that leads to it
          card.remove();
          continue;
        }
        // What stands above the cards may hold the doctor's name, and times the doctor's words, too.
        const around = card.closest('.reply');
        for (const one of around?.querySelectorAll('.spread, .named, .narrowed') ?? []) one.remove();
        const words = page.createElement('p');
        words.className = 'trouble';
        words.textContent = say('gone');
        card.replaceWith(words);
      }
    });
  }).catch(() => {});
};
setInterval(clean, LOOKS * 1000);
page.addEventListener('visibilitychange', clean);
const again = () => look().catch(() => setTimeout(again, 1000));
const start = () => look().then(({ ready }) => {
  find('#starting')?.toggleAttribute('data-loading', !ready);
  if (!ready) setTimeout(start, 500);
}, () => setTimeout(start, 1000));
start();
setInterval(() => { if (waited > 2) look().catch(() => {}); }, 2000);

new MutationObserver((changes) => {
  const message = changes.flatMap((change) => [...change.addedNodes])
    .map((node) => node.querySelector?.('.toast-body.error') ?? node.closest?.('.toast-body.error'))
    .find(Boolean);
  if (!message) return;
  tries = 0; // it was not dropped
  const busy = /busy|queue/i.test(message.textContent);
  const why = trouble.cut ? 'cut' : busy ? 'busy' : 'failed';
  look().then(() => { trouble.words = say(why); place(); }, place);
}).observe(page.body, { childList: true, subtree: true });
// An empty question is none; and Gradio accepts none while another one waits, and says nothing.
const asks = (event) => {
  asked = find('#ask-bar textarea').value;
  if (!asked.trim()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    find('#ask-bar textarea').focus();
    return;
  }
  askedAt = Date.now();
  undoing = false; // nothing was there to bring back
  Object.assign(trouble, { cut: false, words: waits() ? say('patience') : '' });
  if (event.isTrusted) tries = 3;
  setTimeout(insist, 1000, asked);
};
// For a moment after an answer is drawn its question is still open to Gradio, which drops the next.
const insist = (question) => {
  const isQuiet = !waits() && !trouble.words && !trouble.away;
  const isDropped = isQuiet && find('#ask-bar textarea').value === question;
  if (!isDropped || !tries) return;
  tries -= 1;
  find('#ask-bar button.primary').click();
};
page.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && event.target.closest('#ask-bar textarea')) asks(event);
}, true);
page.addEventListener('click', (event) => {
  if (event.target.closest('#ask-bar button.primary')) asks(event);
}, true);
