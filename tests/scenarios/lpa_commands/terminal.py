#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py ANSWERS COMMAND…: runs a command on a terminal and types when it is asked.

ANSWERS are PROMPT=ANSWER, several with | between; ^C stands for the key. What the command printed goes to standard
output. The exit code is 0 if every answer was wanted and the command ended by itself."""
import os
import pty
import select
import sys
import time

answers = [answer.split("=", 1) for answer in sys.argv[1].split("|")]
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

printed = b""
seen = 0
deadline = time.time() + 20
while time.time() < deadline:
    if not select.select([terminal], [], [], 0.1)[0]:
        continue
    try:
        octets = os.read(terminal, 4096)
    except OSError:  # the other end is gone
        break
    if not octets:
        break
    printed += octets
    if answers and answers[0][0].encode() in printed[seen:]:
        seen = len(printed)
        answer = answers.pop(0)[1]
        time.sleep(0.05)
        os.write(terminal, b"\x03" if answer == "^C" else answer.encode() + b"\n")
sys.stdout.buffer.write(printed.replace(b"\r", b""))
if time.time() >= deadline:
    os.kill(child, 9)
    sys.exit("the command does not end")
os.waitpid(child, 0)
sys.exit(f"nobody asked: {answers}" if answers else 0)
