"""TLS: the certificate that is shown, and after SIGHUP another one; connections stay open."""

import os
import shutil
import signal
import socket
import ssl
import sys
import urllib.parse
import warnings

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


def shakes_hands(version, ciphers="DEFAULT:@SECLEVEL=0"):
    """Whether a client of one version of TLS, which would take anything, is served."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.minimum_version = context.maximum_version = version
    context.set_ciphers(ciphers)
    place = urllib.parse.urlsplit(URL)
    try:
        with socket.create_connection((place.hostname, place.port), 10) as plain:
            with context.wrap_socket(plain) as channel:
                return channel.version()
    except (ssl.SSLError, ConnectionResetError):
        return None


assert URL.startswith("https://"), URL
equal([shakes_hands(version) for version in list(ssl.TLSVersion)[1:-1]],
      [None, None, None, "TLSv1.2", "TLSv1.3"], f"of {list(ssl.TLSVersion)}")
for ciphers in ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-CCM8"]:
    equal(shakes_hands(ssl.TLSVersion.TLSv1_2, f"{ciphers}:@SECLEVEL=0"), None, ciphers)
for ciphers in ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"]:
    equal(shakes_hands(ssl.TLSVersion.TLSv1_2, f"{ciphers}:@SECLEVEL=0"), "TLSv1.2", ciphers)
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
