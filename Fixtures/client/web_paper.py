"""What is printed: Promote and Activity on paper have every difference and reason, and no controls."""

import io
import unicodedata

from pypdf import PdfReader

from web_ledger import northwind
from web_support import Findings, Visit, browser


def printed(visit, path):
    """The text of a page as it is printed."""
    visit.go(path)
    paper = visit.page.pdf(format="A4", print_background=False)
    return letters("".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages))


def letters(text):
    """A text without blanks, which paper has at the ends of lines, and with its letters apart where
    a font has one shape for two."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def main():
    northwind()
    findings = Findings()
    with browser() as chromium:
        for script in [True, False]:
            visit = Visit(chromium, script=script).sign_in("admin")
            promote = printed(visit, "/live/@promote?from=staging&to=production")
            activity = printed(visit, "/activity")
            for text, words in [
                (promote, [
                    "Promote staging to production", "3 prompts differ", "Support reply",
                    "v2 → v4", "Payment reminder", "v1 → v2", "Refund offer", "none → v1",
                    # What is within parts that are folded on the screen.
                    "and never promise a date unless one is given", "{{max_sentences}}", "five",
                    "a friendly reminder", "Offer {{customer}} a refund.",
                    "Live in staging since",
                ]),
                (activity, [
                    "Activity", "Nothing goes live unseen", "First launch", "Try it",
                    "Customers found us too cheerful", "All of this week", "Release",
                    "billing/refund-offer", "onboarding/welcome-mail",
                ]),
            ]:
                for wanted in words:
                    if letters(wanted) not in text:
                        findings.add(f"{visit.what}: {text[:40]}", [f"lacks {wanted!r}: {text}"])
                for control in [
                    "Cancel", "Sign out", "Skip to content", "Why kept", "Undo…", "What changed", "Folders",
                    "Callers are ready", "Promote 3 prompts", "Load it again", "Print", "Callers of production get it",
                ]:
                    if letters(control) in text:
                        findings.add(f"{visit.what}: {text[:40]}", [f"has {control!r}: {text}"])
            visit.close()
    findings.end()


main()
