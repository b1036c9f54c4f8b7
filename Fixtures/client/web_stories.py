"""What people come for, from signing in to signing out: with script and without, on a wide screen and
on a phone, and with the keyboard alone. Each story leaves things as it has found them.

With the argument `all` each story is told in each way; else each way has its stories, and each story
most of the ways.
"""

import sys

from support import key
from web_hands import Finger, Keyboard, Mouse
from web_ledger import at, northwind
from web_support import PHONE, WIDE, Findings, Visit, browser

NOW = "2026-04-01T00:00:00Z"


def live(name, environment):
    """The text that callers get, as the command line has it."""
    return at(NOW, "show", f"{name}@{environment}")


def sign_in(hand, role, to="/"):
    """From an address that somebody has sent, by way of the sign-in page, to what was asked for."""
    hand.visit.go(to)
    assert hand.visit.path.startswith("/sign-in"), hand.visit.path
    hand.write(hand.field("API key"), key(role))
    hand.follow(hand.button("Sign in"))
    assert hand.visit.path == to, hand.visit.path


def sign_out(hand):
    hand.follow(hand.button("Sign out"))
    assert hand.visit.path == "/sign-in", hand.visit.path
    hand.visit.go("/live")
    assert hand.visit.path.startswith("/sign-in"), "a page opens after signing out"


def manager(hand):
    """What do we tell customers now, and what would change?"""
    sign_in(hand, "reader")
    hand.write(hand.page.get_by_role("searchbox", name="Search prompts"), "reply")
    with hand.page.expect_navigation():
        hand.page.keyboard.press("Enter")
    rows = hand.page.locator(".rows > li")
    assert rows.count() == 1, hand.visit.main()
    hand.follow(hand.link("Support reply"))
    assert "You are a support agent of Northwind." in hand.visit.main()
    assert "{{max_sentences}}" in hand.visit.main(), "the active version is shown"
    hand.follow(hand.page.locator(".places").get_by_role("link", name="v2"))
    assert "v2 is not the latest." in hand.visit.main()
    hand.follow(hand.link("Compare with v4"))
    added = "".join(hand.page.locator("ins").all_inner_texts())
    assert "{{max_sentences}}" in added and "promise a date" in added, added
    assert "five" in "".join(hand.page.locator("del").all_inner_texts())
    hand.write(hand.field("From version"), "1")
    hand.write(hand.field("To version"), "2")
    hand.follow(hand.button("Compare"))
    assert "enthusiastic" in "".join(hand.page.locator("del").all_inner_texts())
    assert "0.7" in hand.visit.main() and "0.4" in hand.visit.main(), "the settings differ"
    # A reader changes nothing, and is told why.
    hand.visit.go("/prompts/support/reply/@rollback?env=production")
    assert "needs the role deployer" in hand.visit.main(), hand.visit.main()
    assert hand.page.locator("main button.go").count() == 0
    sign_out(hand)


def support_lead(hand):
    """Why did it say that yesterday?"""
    sign_in(hand, "reader", "/prompts/support/reply")
    hand.follow(hand.link("History"))
    assert "Customers found us too cheerful" in hand.visit.main()
    assert "Promise a date only when we know it" in hand.visit.main()
    if not isinstance(hand, Keyboard):  # Of radio buttons the keyboard chooses with arrows.
        hand.press(hand.page.get_by_label("Compare from v1"))
    hand.follow(hand.button("Compare the two chosen"))
    assert "{{max_sentences}}" in "".join(hand.page.locator("ins").all_inner_texts())
    hand.follow(hand.link("Activity"))
    assert "Customers found us too cheerful" in hand.visit.main()
    entry = hand.page.locator(".line > li", has_text="Customers found us too cheerful")
    hand.follow(entry.get_by_role("link", name="What changed"))
    assert "Release" in hand.visit.main(), "who it was"
    sign_out(hand)


def unfold(hand):
    """Opens all differences."""
    for part in hand.page.locator("main details").all():
        if part.get_attribute("open") is None:
            hand.press(part.locator("summary"))


def release_engineer(hand):
    """What is behind? Promote it, and undo that."""
    before = {name: live(name, "production") for name in ["support/reply", "billing/dunning"]}
    sign_in(hand, "deployer", "/live")
    assert "production is behind staging in 3 prompts." in hand.visit.main(), hand.visit.main()
    hand.follow(hand.link("Review and promote…"))
    unfold(hand)
    assert "{{max_sentences}}" in "".join(hand.page.locator("ins").all_inner_texts())
    # The variables of callers change, which is not to be passed over.
    hand.write(hand.field("Why"), "Dates that we can keep")
    answer = hand.follow(hand.page.locator("button.go"))
    assert answer.status in (400, 409), answer.status
    assert "Nothing was done." in hand.visit.main()
    assert hand.field("Why").input_value() == "Dates that we can keep", "what was typed is kept"
    assert live("support/reply", "production") == before["support/reply"]
    unfold(hand)
    hand.press(hand.page.get_by_label("Callers are ready for max_sentences"))
    hand.press(hand.page.locator(".change", has_text="Refund offer").locator("input[name=take]"))
    if hand.visit.script:
        assert hand.page.locator("button.go").inner_text() == "Promote 2 prompts to production"
    hand.follow(hand.page.locator("button.go"))
    assert hand.visit.path.startswith("/activity/"), hand.visit.main()
    assert "Dates that we can keep" in hand.visit.main()
    for name in before:
        assert live(name, "production") == live(name, "staging"), name
    hand.follow(hand.link("Live", exact=True))
    assert "production is behind staging in 1 prompt." in hand.visit.main(), hand.visit.main()
    hand.follow(hand.link("Activity"))
    hand.follow(hand.link("Undo…", exact=True))
    hand.write(hand.field("Why"), "Not before Monday")
    hand.follow(hand.button("Undo it"))
    assert hand.visit.path.startswith("/activity/"), hand.visit.main()
    assert "Not before Monday" in hand.visit.main()
    for name, text in before.items():
        assert live(name, "production") == text, name
    sign_out(hand)


def is_in_sight(target):
    """Whether it can be pressed without scrolling."""
    return target.evaluate("""one => {
      const box = one.getBoundingClientRect();
      const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return there === one || one.contains(there);
    }""")


def on_call(hand):
    """At night, on a phone: put it back. Two taps, and nothing is typed."""
    sign_in(hand, "deployer", "/prompts/support/reply")
    before = live("support/reply", "production")
    hand.presses = hand.typed = 0
    back = hand.page.locator(".places > li", has_text="production").get_by_role(
        "link", name="Roll back…")
    assert is_in_sight(back), "Roll back is on the first screen"
    hand.follow(back)
    button = hand.button("Roll production back to v1")
    assert is_in_sight(button), "the button is on the first screen"
    hand.follow(button)
    assert (hand.presses, hand.typed) == (2, 0), (hand.presses, hand.typed)
    assert live("support/reply", "production") == at(NOW, "show", "support/reply@v1") != before
    # Who has promoted it, and why?
    hand.visit.go("/prompts/support/reply")
    hand.follow(hand.link("History"))
    line = hand.page.locator(".history > li", has_text="Customers found us too cheerful")
    assert "production ← v2, Release" in line.inner_text(), line.inner_text()
    hand.follow(hand.link("Activity"))
    hand.follow(hand.link("What changed"))
    hand.follow(hand.link("Undo…", exact=True))
    hand.follow(hand.button("Undo it"))
    assert live("support/reply", "production") == before, "undone"
    sign_out(hand)


def auditor(hand):
    """Who moved production, when and why?"""
    sign_in(hand, "reader", "/activity")
    assert "Nothing goes live unseen" in hand.visit.main()
    hand.follow(hand.page.locator(".line > li", has_text="First launch").get_by_role(
        "link", name="What changed"))
    text = hand.visit.main()
    for name in ["support/reply", "billing/dunning", "onboarding/welcome-mail"]:
        assert name in text, text
    sign_out(hand)


STORIES = [manager, support_lead, release_engineer, on_call, auditor]

# How they are told: a size, the hand, and whether there is script.
WAYS = [
    (WIDE, Mouse, True), (WIDE, Keyboard, True), (PHONE, Finger, False), (WIDE, Mouse, False),
    (PHONE, Finger, True), (WIDE, Keyboard, False), (PHONE, Keyboard, True),
]


def tell(chromium, story, size, kind, script, findings):
    visit = Visit(chromium, size, script=script, touch=kind is Finger)
    hand = kind(visit)
    where = f"{story.__name__}, {visit.what}, {kind.__name__.lower()}"
    try:
        story(hand)
    except Exception as fault:  # The other stories are told all the same.
        findings.add(f"{where}, at {visit.path}", [str(fault)[:1500] or repr(fault)])
    faults = visit.dialogs + visit.foreign + [
        # That of a form which is refused.
        message for message in visit.messages if "Failed to load resource" not in message]
    findings.add(where, faults + getattr(hand, "faults", []))
    visit.close()


def main():
    northwind()
    findings = Findings()
    everything = sys.argv[1:] == ["all"]
    with browser() as chromium:
        for place, story in enumerate(STORIES):
            for index, (size, kind, script) in enumerate(WAYS):
                # On the phone with a finger the night is always told.
                is_told = everything or index < 4 or (story is on_call) or (place + index) % 3 == 0
                if is_told:
                    tell(chromium, story, size, kind, script, findings)
    findings.end()


main()
