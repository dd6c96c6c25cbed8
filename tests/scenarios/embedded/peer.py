#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""peer.py [--no-network] CARD CI PROGRAM ARGUMENT…: starts the program and is its card and its network, as lpac's stdio drivers have
it. Prints what else the program says, and ends with its exit code."""
import json
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

arguments = sys.argv[1:]
network = arguments[0] != "--no-network"
card_file, ci, *command = arguments if network else arguments[1:]
card = subprocess.Popen(["provisim-euicc", "run", card_file, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
context = ssl.create_default_context(cafile=ci)
lpa = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def post(payload):
    if not network:
        return {"rcode": 0, "rx": ""}
    headers = dict(line.split(": ", 1) for line in payload["headers"])
    assert payload["url"].startswith("https://") and headers["User-Agent"] == "gsma-rsp-lpad", payload
    request = urllib.request.Request(payload["url"], bytes.fromhex(payload["tx"]), headers)
    try:
        answer = urllib.request.urlopen(request, context=context, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    return {"rcode": answer.status, "rx": answer.read().hex()}


def tell(line):
    lpa.stdin.write(line + "\n")
    lpa.stdin.flush()


requests = 0
for line in lpa.stdout:
    message = json.loads(line)
    if message["type"] == "apdu":
        card.stdin.write(line)
        card.stdin.flush()
        tell(card.stdout.readline().rstrip("\n"))
    elif message["type"] == "http":
        requests += 1
        tell(json.dumps({"type": "http", "payload": post(message["payload"])}))
    else:
        print(line, end="")
print(requests, "requests")
code = lpa.wait()
card.stdin.close()
card.wait()
sys.exit(code)
