#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""talk.py ANSWERS COMMAND…: runs a command on a terminal of its own and answers its questions.

ANSWERS is a file with a line each; a line is typed whenever the command has written a question, which ends in "]: ". After
the last one comes the end of input (Ctrl-D). Prints what the terminal showed; ends as the command does, or with 99 if it waits
for something else."""
import os
import pty
import select
import sys

PATIENCE = 20  # seconds


def main():
    with open(sys.argv[1], "rb") as answers:
        lines = answers.read().splitlines()
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    shown, answered = b"", 0
    while True:
        if not select.select([terminal], [], [], PATIENCE)[0]:
            print(shown.decode(), "\nIt waits.", flush=True)
            os._exit(99)
        try:
            octets = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not octets:
            break
        shown += octets
        if shown[answered:].endswith(b"]: "):
            answered = len(shown)
            os.write(terminal, lines.pop(0) + b"\n" if lines else b"\x04")
    print(shown.decode().replace("\r\n", "\n"), end="")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


main()
