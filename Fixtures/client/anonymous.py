"""A server with --anonymous-read and --max-body 2048, and what a server says about itself."""

from support import PATH, call, create, equal, expect, http

id = create("n", "t")
for path in ["", f"/{id}", f"/{id}/versions", f"/{id}/versions/1"]:
    call("GET", path, by=None)
for method, path, body in [("POST", "", {"name": "n", "template": "t"}), ("PUT", f"/{id}", {}),
                           ("POST", f"/{id}/versions", {"template": "t"}),
                           ("POST", f"/{id}/rollback", {"version": 1}), ("DELETE", f"/{id}", None)]:
    call(method, path, body, by=None, status=401)
call("GET", by=None, headers={"Authorization": "Bearer wrong"}, status=401)

call("POST", "", {"name": "n", "template": "t" * 2_048}, status=413, code="body_too_large")
call("POST", "", {"name": "n", "template": "t" * 1_900}, status=201)

equal(expect(http.get("/healthz"), 200), {"status": "ok"})
equal(expect(http.get("/readyz"), 200), {"status": "ready"})
document = expect(http.get("/openapi.json"), 200)
assert document["openapi"].startswith("3.1") and PATH in document["paths"], document.keys()
equal(len(call("GET", by=None)["data"]), 2)
equal(http.get("/healthz", headers={"Host": "evil.example"}).status_code, 200)
for path in [PATH, f"{PATH}/{id}", "/metrics", "/openapi.json"]:
    for host in ["localhost", "prompts.example.com:8080", "127.0.0.1", "[::1]:80"]:
        equal(http.get(path, headers={"Host": host}).status_code, 200, f"{path} {host}")
    for host in ["evil.example", "prompts.example.com.evil.example", "0.0.0.0"]:
        expect(http.get(path, headers={"Host": host}), 421, "foreign_host", "Host")
    for origin in ["http://evil.example", "null"]:
        expect(http.get(path, headers={"Origin": origin}), 403, "foreign_origin", "Origin")
call("GET", by="reader", headers={"Host": "evil.example", "Origin": "http://evil.example"})
metrics = http.get("/metrics")
equal(metrics.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8")
lines = metrics.text.splitlines()
assert "promptrepo_prompts 2" in lines, lines[:30]
assert 'promptrepo_requests_total{operation="createPrompt",status="201"} 2' in lines, lines[:30]
for path in ["/healthz", "/metrics", "/openapi.json"]:
    response = http.post(path, json={})
    expect(response, 405)
    equal(response.headers["allow"], "GET")
