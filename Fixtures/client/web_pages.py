"""Every page in a browser: its markup, how usable it is, that it keeps to its policy, that nothing
moves or sticks out, wide and light, on a phone in the dark, and very narrow.

With an argument, pictures of the pages go into the folder that it names.
"""

import json
import sys

from web_ledger import at, northwind
from web_support import NARROW, PHONE, WIDE, Findings, Visit, browser

# A page: a name for it, its address and, where it is not 200, its status. In an address OPERATION
# is the id of a promotion.
PAGES = [
    ("prompts", "/"),
    ("prompts-folder", "/?under=support"),
    ("prompts-differing", "/?show=differing"),
    ("prompts-archived", "/?show=archived"),
    ("prompts-search", "/?q=reply"),
    ("prompts-none", "/?q=no-such-words"),
    ("prompt", "/prompts/support/reply"),
    ("prompt-chat", "/prompts/support/chat"),
    ("prompt-arabic", "/prompts/translation/support/arabic"),
    ("prompt-plain", "/prompts/plain"),
    ("prompt-archived", "/prompts/old/greeting"),
    ("version", "/prompts/support/reply/@v1"),
    ("history", "/prompts/support/reply/@history"),
    ("compare", "/prompts/support/reply/@compare?from=1&to=4"),
    ("compare-same", "/prompts/support/reply/@compare?from=2&to=2"),
    ("exact", "/prompts/support/reply/@v2?view=exact"),
    ("report", "/prompts/support/reply/@report/4"),
    ("deploy", "/prompts/support/reply/@deploy?to=staging&version=2"),
    ("activate", "/prompts/support/reply/@activate?version=2"),
    ("rollback", "/prompts/support/reply/@rollback?env=production"),
    ("rollback-active", "/prompts/support/reply/@rollback"),
    ("live", "/live"),
    ("live-differing", "/live?show=differing"),
    ("promote", "/live/@promote?from=staging&to=production"),
    ("promote-one", "/live/@promote?from=staging&to=production&name=support/reply"),
    ("promote-none", "/live/@promote?from=staging&to=production&name=onboarding/welcome-mail"),
    ("activity", "/activity"),
    ("activity-prompt", "/activity?prompt=support/reply"),
    ("activity-environment", "/activity?env=production&since=2026-01-01"),
    ("prompts-texts", "/?in=texts&q=the"),
    ("releases", "/releases"),
    ("release", "/releases/2026-w10"),
    ("release-deploy", "/releases/2026-w10/@deploy?to=staging"),
    ("release-new", "/releases/@new"),
    ("me", "/me"),
    ("keys", "/keys"),
    ("operation", "/activity/OPERATION"),
    ("undo", "/activity/OPERATION/@undo"),
    ("no-prompt", "/prompts/no/such", 404),
    ("no-page", "/no-such-page", 404),
    ("no-operation", "/activity/00000000", 404),
    ("bad-query", "/?show=all-of-it", 400),
]

# Pages that whoever is not signed in sees.
OPEN_PAGES = [
    ("sign-in", "/sign-in"),
    ("sign-in-to", "/sign-in?to=/live"),
]


def wrong_key(visit):
    """Signs in with a key that is none."""
    visit.go("/sign-in")
    visit.page.get_by_label("API key").fill("sk-wrong")
    return visit.page.get_by_role("button", name="Sign in")


def nothing_ticked(visit):
    """Promotes nothing."""
    visit.go("/live/@promote?from=staging&to=production")
    visit.page.get_by_label("Why").fill("Because")
    for box in visit.page.locator("input[name=take]").all():
        box.uncheck()
    return visit.page.locator("button.go")


def moved_meanwhile(visit):
    """Rolls back what somebody else has moved since."""
    visit.go("/prompts/support/reply/@rollback?env=production")
    live = at("2026-04-01T00:00:00Z", "show", "support/reply@production")
    back = "support/reply@v1" if live == at("2026-04-01T00:00:00Z", "show", "support/reply@v2") \
        else "support/reply@v2"
    at("2026-04-01T00:00:00Z", "deploy", back, "--env", "production", "-m", "Meanwhile")
    visit.page.get_by_label("Why").fill("At night")
    return visit.page.locator("button.go")


# Pages that are the answer to a form: a name, what opens and fills the form and gives its button,
# and the status.
ANSWERS = [
    ("sign-in-wrong", wrong_key, 403),
    ("promote-nothing", nothing_ticked, 400),
    ("rollback-conflict", moved_meanwhile, 409),
]


def operation():
    """The id of the first promotion."""
    lines = at("2026-04-01T00:00:00Z", "audit", "--env", "production", "--json")
    return [json.loads(line)["operation"] for line in lines.splitlines()][-2]


def look(visit, findings, pages, pictures, made):
    """Looks at pages as they are, and, from a wide one, as they are where there is little room."""
    for name, path, *status in pages:
        answer = visit.go(path.replace("OPERATION", made))
        where = f"{name}, {visit.what}"
        findings.equal(answer.status, status[0] if status else 200, where)
        findings.add(where, visit.faults(answer))
        picture(visit, name, pictures)
        if visit.page.viewport_size == WIDE:
            visit.page.set_viewport_size(NARROW)
            findings.add(f"{name}, {NARROW['width']}", visit.overflow())
            visit.page.set_viewport_size(WIDE)


def send(visit, findings, pictures):
    """Looks at the answers to forms."""
    for name, fill, status in ANSWERS:
        button = fill(visit)
        visit.forget()
        with visit.page.expect_navigation() as sent:
            button.click()
        where = f"{name}, {visit.what}"
        findings.equal(sent.value.status, status, where)
        findings.add(where, visit.faults(sent.value))
        picture(visit, name, pictures)


def picture(visit, name, pictures):
    if pictures:
        width = visit.page.viewport_size["width"]
        visit.page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)


def main():
    pictures = sys.argv[1] if len(sys.argv) > 1 else None
    northwind()
    made = operation()
    findings = Findings()
    with browser() as chromium:
        for size, scheme in [(WIDE, "light"), (PHONE, "dark")]:
            visit = Visit(chromium, size, scheme)
            look(visit, findings, OPEN_PAGES, pictures, made)
            visit.sign_in("admin")
            visit.forget()
            look(visit, findings, PAGES, pictures, made)
            send(visit, findings, pictures)
            visit.close()
    findings.end()


main()
