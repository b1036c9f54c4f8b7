'use strict';
// Everything works without this file. It makes no HTML, reads no markup, and asks only this server.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = text => { document.getElementById('said').textContent = text; };

  // Times: where the reader is. UTC, which the server writes, becomes the tooltip.
  const moment = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});
  const ago = new Intl.RelativeTimeFormat(undefined, {numeric: 'auto'});
  const units = [['day', 864e5], ['hour', 36e5], ['minute', 6e4]];
  const age = date => {
    const span = date - Date.now();
    if (Math.abs(span) > 7 * 864e5) return moment.format(date);
    const [unit, size] = units.find(unit => Math.abs(span) >= unit[1]) ?? units[2];
    return ago.format(Math.trunc(span / size), unit);
  };
  for (const time of all('time[datetime]')) {
    const date = new Date(time.dateTime);
    if (isNaN(date)) continue;
    time.title = time.textContent;
    time.textContent = 'age' in time.dataset ? age(date) : moment.format(date);
  }

  // Trying values: fills the text that is on the page. An empty field is no value, so that the default
  // stands there, if there is one, once anything is tried.
  for (const form of all('form[data-try]')) {
    const places = all('[data-var]');
    for (const place of places) place.dataset.raw ??= place.textContent;
    const fields = all('[name^="v."]', form);
    const fill = () => {
      const isTried = fields.some(field => field.value);
      const values = new Map();
      for (const field of fields) {
        const value = field.value || (isTried ? field.dataset.standard : null);
        values.set(field.name.slice(2), value ?? null);
      }
      for (const place of places) {
        const value = values.get(place.dataset.var) ?? null;
        place.className = value === null ? 'var' : 'val';
        place.textContent = value ?? place.dataset.raw;
      }
    };
    form.addEventListener('input', fill);
    fill();
    for (const button of all('button[type=submit]:not([name])', form)) button.hidden = true;
  }

  // Copying: of an element of the page its text, of an address the bytes that the server has. Over
  // plain HTTP a browser gives no clipboard, so the text that is shown is selected instead.
  const copied = async source => {
    if (source.startsWith('#')) return document.getElementById(source.slice(1)).textContent;
    const answer = await fetch(source);
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    return new TextDecoder('utf-8', {ignoreBOM: true}).decode(await answer.arrayBuffer());
  };
  for (const button of all('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        if (!navigator.clipboard) throw new Error('no clipboard');
        await navigator.clipboard.writeText(await copied(button.dataset.copy));
        say('Copied');
      } catch {
        const shown = document.getElementById(button.dataset.shown);
        if (!shown) return say('This could not be copied.');
        getSelection().selectAllChildren(shown);
        say('Selected: copy it with your keyboard.');
      }
    });
  }

  for (const button of all('button[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
  for (const button of all('button[data-again]')) {
    button.addEventListener('click', () => location.reload());
  }

  // How many prompts go along, in the words of the button.
  for (const button of all('button[data-count]')) {
    const count = () => {
      const number = all('input[name=take]:checked', button.form).length;
      button.textContent = button.dataset.count
        .replace('#', () => number === 1 ? '1 prompt' : number + ' prompts');
    };
    button.form.addEventListener('change', count);
    count();
  }

  // Keys: only combinations, so that nothing is set off by speech or by accident.
  addEventListener('keydown', event => {
    if (event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'k') {
      const search = document.getElementById('q');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Enter' && event.target.form) {
      const button = all('button.go', event.target.form)[0];
      if (button) event.target.form.requestSubmit(button);
    }
  });

  // A text that is being written: kept in this tab until it is committed. A browser may refuse to
  // keep it; then only the question before leaving is left.
  const store = work => { try { return work(sessionStorage); } catch { return null; } };
  const drafts = [];
  for (const form of all('form[data-draft]')) {
    const key = 'draft ' + form.dataset.draft;
    const fields = ['template', 'config', 'message']
      .map(name => form.elements.namedItem(name)).filter(field => field);
    const now = () => JSON.stringify(fields.map(field => field.value));
    const first = now();
    const draft = {isSent: false, isOpen: () => !draft.isSent && now() !== first};
    drafts.push(draft);
    form.addEventListener('input', () => store(kept => kept.setItem(key, now())));
    form.addEventListener('submit', () => { draft.isSent = true; });
    const kept = store(kept => kept.getItem(key));
    const offer = document.getElementById('kept');
    if (!offer || !kept || kept === first) continue;
    offer.hidden = false;
    for (const button of all('button', offer)) {
      button.addEventListener('click', () => {
        const texts = JSON.parse(kept);
        fields.forEach((field, place) => { field.value = texts[place] ?? field.value; });
        offer.hidden = true;
        fields[0].focus();
      });
    }
  }
  const isWriting = () => drafts.some(draft => draft.isOpen());
  addEventListener('beforeunload', event => { if (isWriting()) event.preventDefault(); });
  for (const key of document.body.dataset.drop?.split(' ') ?? []) {
    store(kept => kept.removeItem('draft ' + key));
  }

  // Whoever comes back to the page is told if it is out of date. Where the session has ended, the
  // page gives way to the sign-in page, unless a text on it would be lost.
  const tag = document.body.dataset.tag;
  const look = async () => {
    const answer = await fetch(location.href, {method: 'HEAD', cache: 'no-store'})
      .catch(() => null);
    if (!answer) return;
    if (answer.redirected && !isWriting()) return location.reload();
    const current = answer.headers.get('ETag')?.match(/"(.*)"/)?.[1];
    if (answer.redirected || current && current !== tag) {
      document.getElementById('stale').hidden = false;
    }
  };
  if (tag) {
    document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
    addEventListener('pageshow', event => {
      if (!event.persisted) return;
      for (const draft of drafts) draft.isSent = false;
      look();
    });
  }
})();
