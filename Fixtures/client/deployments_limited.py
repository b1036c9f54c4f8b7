"""A server with --rate-limit 60: rollbacks of deployments are held to it as all else is."""

from support import DEPLOYMENTS, expect, send

BODY = {"deployment_id": "00000000-0000-0000-0000-000000000000", "rollback_to_hash": "0" * 64}
answers = [send("PUT", "", BODY, by="deployer", base=DEPLOYMENTS) for _ in range(75)]
refused = [answer for answer in answers if answer.status_code != 404]
assert 5 <= len(refused) <= 15, [answer.status_code for answer in answers]
for answer in refused:
    expect(answer, 429, "rate_limit_exceeded")
    assert 1 <= int(answer.headers["retry-after"]) <= 2, answer.headers
