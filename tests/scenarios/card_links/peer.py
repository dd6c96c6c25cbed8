#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays lpac with LPAC_APDU=stdio against `provisim euicc run CARD --stdio`. peer.py CARD EID"""

import json
import subprocess
import sys

card, eid = sys.argv[1:]
process = subprocess.Popen(["provisim-euicc", "run", card, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True)


def ask(function, parameter=None):
    line = json.dumps({"type": "apdu", "payload": {"func": function, "param": parameter}})
    process.stdin.write(line + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    assert answer["type"] == "apdu", answer
    return answer["payload"]


def want(got, **members):
    assert got == members, f"{got}, not {members}"


want(ask("connect"), ecode=0)
want(ask("logic_channel_open", "a0000005591010ffffffff8900000100"), ecode=1)
answer = ask("transmit", "81e2910006bf3e035c015a")
want(answer, ecode=0, data="6115")
want(ask("transmit", "81c0000015"), ecode=0, data=f"BF3E125A10{eid}9000")
want(ask("logic_channel_open", "a0000005591010ffffffff8900009900"), ecode=-1)
want(ask("logic_channel_open", "a0000005591010ffffffff8900000100"), ecode=2)
want(ask("logic_channel_open", "00" * 17), ecode=-1)
want(ask("logic_channel_open"), ecode=-1)
want(ask("logic_channel_close", "02"), ecode=0)
want(ask("logic_channel_close", "02"), ecode=-1)
want(ask("transmit", "81e2zz"), ecode=-1)
want(ask("transmit", "00"), ecode=0, data="6700")
want(ask("transmit"), ecode=-1)
want(ask("paint", "00"), ecode=-1)
want(ask("disconnect"), ecode=0)
want(ask("transmit", "81e2910006bf3e035c015a"), ecode=0, data="6881")  # its channel was closed
process.stdin.write('not json\n\n{"type":"lpa","payload":{"code":0}}\n{"type":"apdu"}\n')
process.stdin.flush()
want(json.loads(process.stdout.readline())["payload"], ecode=-1)
out, errors = process.communicate("", timeout=20)
assert out == "", out
assert errors == 'not json\n{"type":"lpa","payload":{"code":0}}\n', errors
assert process.returncode == 0, process.returncode
