"""A ledger that pages are looked at with, made with the command line in the served repository."""

import os
import subprocess

# What is written, when and by whom, so that each run looks alike.
STAFF = {"PROMPTREPO_AUTHOR_NAME": "Release", "PROMPTREPO_AUTHOR_EMAIL": "release@example.com"}


def at(time, *arguments, stdin=None):
    """Runs the program at a time; gives what it printed."""
    result = subprocess.run(
        [os.environ["PROMPTREPO"], *arguments], capture_output=True, text=True, input=stdin,
        env=os.environ | STAFF | {"PROMPTREPO_DATE": time})
    assert result.returncode == 0, f"{arguments}: {result.stdout}{result.stderr}"
    return result.stdout


def commit(time, name, text, message, **header):
    """Writes a prompt's file and commits it."""
    path = f"prompts/{name}.prompt"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    lines = "".join(f"{key}: {value}\n" for key, value in header.items())
    with open(path, "w", encoding="utf-8") as file:
        file.write((f"---\n{lines}---\n" if lines else "") + text)
    at(time, "commit", name, "-m", message)


REPLY = [
    "You are a support agent of Northwind. Answer in {{language}}, in at most five sentences.\n"
    "Be warm and enthusiastic, never blame the customer.\n\n"
    + "".join(f"{number}. A rule that stays as it is.\n" for number in range(1, 9)),
]
REPLY.append(REPLY[0].replace(" and enthusiastic", ""))
REPLY.append(REPLY[1].replace("customer.", "customer, and never promise a date unless one is given."))
REPLY.append(REPLY[2].replace("most five", "most {{max_sentences}}"))


def northwind():
    """A shop's prompts: three of them are behind in production, one was rolled back at night."""
    at("2026-03-02T09:00:00Z", "env", "add", "staging")
    at("2026-03-02T09:01:00Z", "env", "add", "production", "--requires", "staging",
       "-m", "Nothing goes live unseen")
    reply = {"title": "Support reply", "description": "The first answer to a customer.",
             "model": "gpt-4o-mini", "temperature": "0.7"}
    commit("2026-03-02T10:00:00Z", "support/reply", REPLY[0], "How we answer", **reply)
    commit("2026-03-02T10:10:00Z", "billing/dunning",
           "Write a reminder to {{customer}} about {{amount}}.\n", "Begin", title="Payment reminder")
    commit("2026-03-02T10:20:00Z", "onboarding/welcome-mail", "Welcome, {{customer}}!\n", "Begin",
           title="Welcome mail")
    commit("2026-03-02T10:30:00Z", "translation/support/arabic",
           "أنت مترجم رسائل الدعم. ترجم {{text}} إلى العربية.\n", "Begin", title="مترجم رسائل الدعم")
    commit("2026-03-02T10:40:00Z", "support/chat",
           '{{role "system"}}\nYou are a support agent.\n{{role "user"}}\n{{message}}\n', "Begin",
           title="Support chat", dialect="chat")
    commit("2026-03-02T10:50:00Z", "plain", "No variables.\n", "Begin")
    commit("2026-03-02T10:55:00Z", "old/greeting", "Hello.\n", "Begin")
    at("2026-03-02T10:56:00Z", "archive", "old/greeting")
    names = ["support/reply", "billing/dunning", "onboarding/welcome-mail"]
    at("2026-03-02T11:00:00Z", "deploy", *names, "--env", "staging")
    at("2026-03-02T12:00:00Z", "promote", "--all", "--from", "staging", "--to", "production",
       "-m", "First launch")
    reply["temperature"] = "0.4"
    commit("2026-03-03T09:00:00Z", "support/reply", REPLY[1], "Less cheer", **reply)
    at("2026-03-03T09:10:00Z", "deploy", "support/reply", "--env", "staging", "-m", "Try it")
    at("2026-03-03T10:00:00Z", "promote", "support/reply", "--from", "staging", "--to", "production",
       "-m", "Customers found us too cheerful")
    commit("2026-03-04T09:00:00Z", "support/reply", REPLY[2], "Promise a date only when we know it",
           **reply)
    commit("2026-03-05T09:00:00Z", "support/reply", REPLY[3], "Callers say how long", **reply)
    commit("2026-03-05T09:10:00Z", "billing/dunning",
           "Write a friendly reminder to {{customer}} about {{amount}}.\n", "Friendlier",
           title="Payment reminder")
    commit("2026-03-05T09:20:00Z", "billing/refund-offer", "Offer {{customer}} a refund.\n", "Begin",
           title="Refund offer")
    at("2026-03-05T09:30:00Z", "deploy", "support/reply", "billing/dunning", "billing/refund-offer",
       "--env", "staging", "-m", "All of this week")
    at("2026-03-05T09:40:00Z", "release", "create", "2026-w10", "-m", "What goes live on Monday")
