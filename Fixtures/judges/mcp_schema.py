"""Holds what a server of the Model Context Protocol says against the protocol's JSON schemas.

`mcp-schema/` has the published schema of each revision in PUBLISHED. A message is held against the
definition of its envelope and against the most specific one for what is in it: a result by the method
that was asked, an error by its code, a notification by its method. What no definition is known for is
wrong; nothing is passed over.

For the revisions in UNPUBLISHED there is no schema here. Their messages are held only against the
types of the client's package, mcp_types, which the judges do by themselves.
"""

import base64
import collections
import functools
import json
import os

import jsonschema
from jsonschema.exceptions import best_match

PUBLISHED = ["2026-07-28", "2025-11-25", "2025-06-18"]
MODERN, LEGACY = PUBLISHED[:2]
UNPUBLISHED = ["2025-03-26", "2024-11-05"]
META_VERSION = "io.modelcontextprotocol/protocolVersion"
META_SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId"

# How many messages were held against a definition, by revision and name.
checked = collections.Counter()


class Violation(AssertionError):
    """A message that its schema does not allow, with the reason."""


def is_base64(value):
    return not isinstance(value, str) or base64.b64decode(value, validate=True) is not None


FORMATS = jsonschema.FormatChecker()
FORMATS.checks("byte", raises=ValueError)(is_base64)
# The formats of what has prompts; a format that is not known would be passed over.
assert {"byte", "uri"} <= FORMATS.checkers.keys(), FORMATS.checkers.keys()


@functools.cache
def schema(revision):
    """The schema of a revision, and the name of the member that has its definitions."""
    path = os.path.join(os.path.dirname(__file__), "mcp-schema", f"{revision}.json")
    with open(path, encoding="utf-8") as file:
        whole = json.load(file)
    jsonschema.validators.validator_for(whole).check_schema(whole)
    return whole, "$defs" if "$defs" in whole else "definitions"


def definitions(revision):
    whole, member = schema(revision)
    return whole[member]


@functools.cache
def validator(revision, name):
    """What validates by one definition."""
    whole, member = schema(revision)
    if name not in whole[member]:
        raise Violation(f"{revision} has no definition {name}")
    return jsonschema.validators.validator_for(whole)(
        {"$schema": whole["$schema"], "$ref": f"#/{member}/{name}", member: whole[member]},
        format_checker=FORMATS)


def envelope(revision, kind):
    """The definition of the message that a result or an error is in."""
    known = definitions(revision)
    return next(name for name in {
        "result": ["JSONRPCResultResponse", "JSONRPCResponse"],
        "error": ["JSONRPCErrorResponse", "JSONRPCError"],
    }[kind] if name in known)


@functools.cache
def by_method(revision, ending):
    """The requests or notifications of a revision: the name of the definition by the method."""
    return {
        definition["properties"]["method"]["const"]: name
        for name, definition in definitions(revision).items()
        if name.endswith(ending) and "const" in definition.get("properties", {}).get("method", {})
    }


def result_name(revision, method):
    """The definition of what a method results in; those that tell nothing have none of their own."""
    request = by_method(revision, "Request").get(method)
    if request is None:
        raise Violation(f"{revision} has no method {method}")
    name = request.removesuffix("Request") + "Result"
    return name if name in definitions(revision) else "EmptyResult"


@functools.cache
def by_code(revision):
    """The errors that have a definition, by code: its name, and whether it is of the whole message."""
    found = {}
    for name, definition in definitions(revision).items():
        members = definition.get("properties", {})
        for part in [definition, *members.get("error", {}).get("allOf", [])]:
            code = part.get("properties", {}).get("code", {}).get("const")
            if code is not None:
                found[code] = (name, "error" in members)
    return found


def applying(revision, method, message):
    """The definitions for a message, each with what it is for; the last is the most specific one."""
    if not isinstance(message, dict):
        raise Violation("a message is an object")
    kinds = [kind for kind in ["result", "error", "method"] if kind in message]
    if len(kinds) != 1:
        raise Violation(f"a message is one of result, error and notification, not {kinds}")
    [kind] = kinds
    if kind == "method":
        name = by_method(revision, "Notification").get(message["method"])
        if name is None or "id" in message:
            raise Violation(f"{revision} has no notification {message['method']}, or it has an id")
        yield "JSONRPCNotification", message
        yield name, message
        return
    outer = envelope(revision, kind)
    yield outer, message
    if kind == "result":
        if method is None:
            raise Violation("a result of nothing that was asked")
        yield result_name(revision, method), message["result"]
        return
    code = message["error"]["code"]
    # The legacy revisions leave the codes to JSON-RPC; their errors have no more than the envelope.
    if code not in by_code(MODERN):
        raise Violation(f"no error has the code {code}")
    if code in by_code(revision):
        name, is_whole = by_code(revision)[code]
        yield name, message if is_whole else message["error"]


def held(revision, method, message):
    """Holds a message against its definitions, and returns the name of the most specific one."""
    name = None
    for name, part in applying(revision, method, message):
        error = best_match(validator(revision, name).iter_errors(part))
        if error is not None:
            raise Violation(f"{revision} {name}: {error.json_path}: {error.message[:300]}")
    return name


def check(revision, method, message):
    """Raises a Violation where a message is not what its revision's schema wants.

    `method` is that of the request which it answers; None for what answers none.
    """
    if revision in UNPUBLISHED:
        return
    try:
        name = held(revision, method, message)
    except Violation as violation:
        raise Violation(f"{violation}: {method} was answered by {json.dumps(message)[:1000]}") from None
    checked[revision, name] += 1


def check_everywhere(message):
    """The same for a message before a revision is settled, which is right in each of them.

    An error without an id has no form in 2025-06-18.
    """
    for revision in PUBLISHED if "id" in message else [MODERN, LEGACY]:
        check(revision, None, message)


def refusal(revision, method, message):
    """Why a message is wrong; fails where it is not. Proves that the check can fail."""
    try:
        held(revision, method, message)
    except Violation as violation:
        return str(violation)
    raise AssertionError(f"nothing is wrong with {message}")


def check_recorded(requests, answers, legacy=LEGACY):
    """Checks all that was said over one connection, and returns how many messages that were.

    Both are bytes, one message a line. A request without a revision is of the `legacy` one.
    """
    asked = {}
    for line in requests.splitlines():
        try:
            request = json.loads(line)
        except ValueError:
            continue
        if isinstance(request, dict) and "method" in request and "id" in request:
            meta = request.get("params", {}).get("_meta", {})
            asked[request["id"]] = request["method"], meta.get(META_VERSION, legacy)
    messages = [json.loads(line) for line in answers.splitlines()]
    for message in messages:
        if "id" in message:
            if message["id"] not in asked:
                raise Violation(f"nothing with this id was asked: {message}")
            method, revision = asked[message["id"]]
            check(revision, method, message)
        elif "error" in message:
            check_everywhere(message)
        else:
            subscription = message.get("params", {}).get("_meta", {}).get(META_SUBSCRIPTION)
            check(legacy if subscription is None else asked[subscription][1], None, message)
    return len(messages)


def expect(least):
    """Fails unless at least so many messages were held against each definition."""
    few = {key: checked[key] for key, count in least.items() if checked[key] < count}
    assert not few, f"too few messages were checked: {few} of {dict(checked)}"
