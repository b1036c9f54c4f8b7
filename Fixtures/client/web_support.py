"""What the scripts share that look at pages in a browser: the browser, and what every page is like.

The browser is Debian's Chromium, or the program that CHROMIUM names. A script starts it once.
"""

import os
import shutil
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from support import URL, key

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 700}

ADDRESSES = count(1)

# A machine that does something else at the same time is no fault of a page.
PATIENCE = int(os.environ.get("PATIENCE", "60000"))

# Counts how far what is shown moves by itself, and notes what the policy of a page has stopped.
WATCH = """
  (() => {
    const seen = window.seen = {shift: 0, violations: []};
    const add = list => { for (const entry of list) if (!entry.hadRecentInput) seen.shift += entry.value; };
    const observer = new PerformanceObserver(list => add(list.getEntries()));
    observer.observe({type: 'layout-shift', buffered: true});
    seen.take = () => add(observer.takeRecords());
    document.addEventListener('securitypolicyviolation', event => {
      seen.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  })()
"""

# All rules of WCAG 2.0 to 2.2, levels A and AA, and what is held to be good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def browser():
    """Chromium without a window, as long as the block runs."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "there is no Chromium: .ci/setup installs Debian's"
    # Its sandbox needs a user who may not do everything.
    options = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=options,
            # Pages that are left come back as they were, as they do for people.
            ignore_default_args=["--disable-back-forward-cache"])
        try:
            yield chromium
        finally:
            chromium.close()


class Visit:
    """Somebody who looks at pages, in a browser of their own, and what strikes them there."""

    def __init__(self, chromium, size=WIDE, scheme="light", script=True, touch=False, url=URL):
        self.url = url
        self.context = chromium.new_context(
            viewport=size, color_scheme=scheme, java_script_enabled=script, has_touch=touch,
            locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce",
            # Each visitor comes from an address of its own, since one may not sign in all the time.
            # The server takes it from a proxy that it trusts.
            extra_http_headers={"X-Forwarded-For": f"192.0.2.{next(ADDRESSES)}"})
        self.context.set_default_timeout(PATIENCE)
        self.script = script
        if script:
            self.context.add_init_script(WATCH)
        self.what = f"{size['width']} {scheme}{'' if script else ' without script'}"
        # What happened since somebody has asked last.
        self.messages, self.foreign, self.dialogs = [], [], []
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.on("request", self._note)

    def _hear(self, message):
        # That it has done what it was asked to is no complaint of a browser's.
        if not message.text.startswith("Clear-Site-Data header on"):
            self.messages.append(message.text)

    def _dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note(self, request):
        if urlsplit(request.url).netloc != urlsplit(self.url).netloc:
            self.foreign.append(request.url)

    def go(self, path):
        """Opens a page; gives the answer."""
        return self.page.goto(self.url + path)

    @property
    def path(self):
        """Where the page is, on its server."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def sign_in(self, role="admin", to="/"):
        """Signs in with a role's key, and goes on to a page."""
        self.go("/sign-in?to=" + to.replace("?", "%3F").replace("&", "%26"))
        self.page.get_by_label("API key").fill(key(role))
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.url + to)
        return self

    def main(self):
        """The text of the page, as it is seen."""
        return self.page.locator("main").inner_text()

    def faults(self, answer=None, axe=True):
        """All that is wrong with the page as it is shown now, each in a line.

        The markup is judged where the answer is given that the page came in.
        """
        found = []
        status = answer.status if answer else 200
        if answer:
            found += [f"markup: {fault}" for fault in markup_faults(answer.body())]
        # All that it loads is there, and has been painted.
        self.page.wait_for_load_state("load")
        if self.script:
            self.page.evaluate(
                "async () => { for (let frame = 0; frame < 8; frame++)"
                " await new Promise(done => requestAnimationFrame(done)); }")
            seen = self.page.evaluate("() => { seen.take(); return seen; }")
            found += [f"policy: {violation}" for violation in seen["violations"]]
            if seen["shift"] > 0:
                found.append(f"shift: what is shown moves by {seen['shift']:.4f}")
        found += [f"console: {message}" for message in self.messages
                  # A browser says so itself of each page that says that something is wrong.
                  if not (status >= 400 and f"status of {status}" in message)]
        found += [f"request: {url}" for url in self.foreign]
        found += [f"dialog: {message}" for message in self.dialogs]
        found += self.overflow()
        if axe:
            found += self.axe()
        self.forget()
        return found

    def forget(self):
        """Begins anew to note what happens."""
        self.messages, self.foreign, self.dialogs = [], [], []

    def overflow(self):
        """What reaches beyond the side of the page."""
        widths = self.page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if widths[0] <= widths[1]:
            return []
        wide = self.page.evaluate("""() => [...document.querySelectorAll('body *')]
          .filter(one => one.getBoundingClientRect().right > innerWidth + 1
            && !one.closest('.scroll, .sr'))
          .map(one => one.tagName.toLowerCase() + '.' + one.className).slice(0, 4)""")
        return [f"overflow: {widths[0]} of {widths[1]} pixels: {', '.join(wide)}"]

    def axe(self):
        """What axe-core finds."""
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        results = Axe().run(self.page, options=options).response
        found = []
        for violation in results["violations"]:
            for node in violation["nodes"][:3]:
                why = (node["any"] + node["all"] + node["none"])[:1]
                found.append(f"axe: {violation['id']}: {node['html'][:200]}: "
                             + "".join(one["message"] for one in why))
        return found

    def close(self):
        self.context.close()


def markup_faults(page):
    """What a parser that goes by the rules of browsers has to say of a page."""
    parser = html5lib.HTMLParser()
    parser.parse(page, transport_encoding="utf-8")
    return [f"{place}: {code} {details or ''}" for place, code, details in parser.errors]


class Findings:
    """What is wrong, by where it is; all of it is told at the end."""

    def __init__(self):
        self.lines = []

    def add(self, where, faults):
        self.lines += [f"{where}: {fault}" for fault in faults]

    def equal(self, found, wanted, where):
        if found != wanted:
            self.lines.append(f"{where}: {str(found)[:600]!r} instead of {str(wanted)[:600]!r}")

    def end(self):
        assert not self.lines, "\n" + "\n".join(self.lines)
