"""TLS: the certificate that is shown, and after SIGHUP another one; connections stay open."""

import os
import shutil
import signal
import ssl
import sys

import httpx

from support import PATH, PID, URL, equal, key, wait_for

first, second, certificate, private = sys.argv[1:]
fields = {"Authorization": f"Bearer {key('admin')}"}


def client(authority):
    context = ssl.create_default_context(cafile=authority)
    return httpx.Client(base_url=URL, verify=context, trust_env=False, headers=fields)


def is_shown(authority):
    """Whether a new connection is shown this certificate."""
    try:
        with client(authority) as http:
            return http.get(PATH).status_code == 200
    except httpx.ConnectError as error:
        assert "CERTIFICATE_VERIFY_FAILED" in str(error), error
        return False


def reload():
    os.kill(PID, signal.SIGHUP)


assert URL.startswith("https://"), URL
assert is_shown(first + ".pem") and not is_shown(second + ".pem")
from mka1 import SDK
sdk = SDK(bearer_auth=key("admin"), server_url=URL, client=client(first + ".pem"))
id = sdk.llm.prompts.create(name="n", template="t" * 100_000).id
equal(len(sdk.llm.prompts.get(id=id).active_template), 100_000)
with client(first + ".pem") as open_before:
    equal(open_before.get(PATH).status_code, 200)
    shutil.copy(second + ".pem", certificate)
    shutil.copy(second + ".key", private)
    reload()
    wait_for(lambda: is_shown(second + ".pem"), "the other certificate")
    assert not is_shown(first + ".pem")
    equal(open_before.get(PATH).status_code, 200, "a connection from before")
# One that cannot be used changes nothing.
shutil.copy(first + ".pem", certificate)
reload()
wait_for(lambda: "certificate kept" in open(os.environ["SERVER_LOG"]).read(), "a note of it")
assert is_shown(second + ".pem")
try:
    answer = httpx.get(URL.replace("https:", "http:") + PATH, headers=fields)
    raise AssertionError(f"plain HTTP was answered with {answer}")
except httpx.HTTPError:
    pass
