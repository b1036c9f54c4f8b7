"""A server with --rate-limit 60: a key has a minute's requests at once, then one a second."""

import time

from mka1.errors import SDKDefaultError

from support import call, equal, expect, http, published_client, send

prompts = published_client("reader")
answers = [send("GET", by="reader") for _ in range(75)]
refused = [answer for answer in answers if answer.status_code != 200]
assert 5 <= len(refused) <= 15, [answer.status_code for answer in answers]
for answer in refused:
    expect(answer, 429, "rate_limit_exceeded")
    assert 1 <= int(answer.headers["retry-after"]) <= 2, answer.headers
try:
    # A second may have passed meanwhile.
    for _ in range(5):
        prompts.list()
    raise AssertionError("the published client was let in")
except SDKDefaultError as error:
    equal(error.status_code, 429)
call("GET", by="editor")
equal(http.get("/healthz").status_code, 200)
time.sleep(int(refused[-1].headers["retry-after"]))
call("GET", by="reader")
