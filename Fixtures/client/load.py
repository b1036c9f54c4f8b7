"""Many clients at once: `load write CLIENTS SECONDS` until the server dies, then `load check`.

Each client makes versions of one of eight prompts after the other, and the command line does too.
A 201 that came is written down and has to be there afterwards; a 409 is a lost race; anything else
is a fault.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

from support import PATH, PID, URL, call, create, equal, key

PROMPTS = 8


def write(clients, seconds):
    ids = [create(f"load-{number}", "version 1") for number in range(PROMPTS)]
    acknowledged, lost, faults = [], [0] * clients, []
    end = time.monotonic() + seconds
    dead = threading.Event()

    def work(number):
        connection = http.client.HTTPConnection(urlsplit(URL).netloc, timeout=30)
        fields = {"Authorization": f"Bearer {key('editor')}", "Content-Type": "application/json"}
        count = 0
        while not dead.is_set():
            count += 1
            id, text = ids[(number + count) % PROMPTS], f"client {number}, text {count}"
            try:
                connection.request(
                    "POST", f"{PATH}/{id}/versions", json.dumps({"template": text}), fields)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                if not dead.is_set():
                    faults.append(repr(error))
                return
            if answer.status == 201:
                acknowledged.append((id, json.loads(body)["version"], text))
            elif answer.status == 409:
                lost[number] += 1
            else:
                faults.append((answer.status, body.decode()))
                return

    imported = []

    def command_line():
        while not dead.is_set():
            name, text = f"load-{len(imported) % PROMPTS}", f"command line, text {len(imported)}"
            line = json.dumps({"name": name, "template": text})
            result = subprocess.run(
                [os.environ["PROMPTREPO"], "import", "-", "--format", "jsonl"], input=line,
                capture_output=True, text=True)
            if result.returncode == 0:
                imported.append((ids[len(imported) % PROMPTS], text))
            elif "Error: " not in result.stderr or "Fatal" in result.stderr:
                faults.append(result.stderr)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    threads.append(threading.Thread(target=command_line))
    for thread in threads:
        thread.start()
    time.sleep(max(0, end - time.monotonic()))
    dead.set()
    os.kill(PID, signal.SIGKILL)
    for thread in threads:
        thread.join()
    equal(faults, [], "faults")
    assert len(acknowledged) > 10, f"{len(acknowledged)} versions in {seconds} s"
    with open("load.json", "w", encoding="utf-8") as file:
        json.dump({"ids": ids, "acknowledged": acknowledged, "imported": imported}, file)
    print(f"{len(acknowledged)} versions, {len(imported)} more, {sum(lost)} lost races")


def check():
    with open("load.json", encoding="utf-8") as file:
        data = json.load(file)
    wanted = {id: {} for id in data["ids"]}
    for id, version, text in data["acknowledged"]:
        assert version not in wanted[id], f"{id} has two versions {version}"
        wanted[id][version] = text
    for id in data["ids"]:
        latest = call("GET", f"/{id}")["latest_version"]
        assert latest >= max(wanted[id], default=1), id
        texts = [call("GET", f"/{id}/versions/{number}")["template"]
                 for number in range(1, latest + 1)]
        call("GET", f"/{id}/versions/{latest + 1}", status=404)
        equal(len(set(texts)), latest, "texts of their own")
        for number, text in wanted[id].items():
            equal(texts[number - 1], text, f"{id} version {number}")
        for name, text in data["imported"]:
            assert name != id or text in texts, f"{id}: {text}"
        page = call("GET", f"/{id}/versions", query="limit=100&order=asc")["data"]
        equal([one["version"] for one in page], list(range(1, min(latest, 100) + 1)))
        next = call("POST", f"/{id}/versions", {"template": "on"}, status=201)
        equal(next["version"], latest + 1)


if sys.argv[1] == "write":
    write(int(sys.argv[2]), float(sys.argv[3]))
else:
    check()
