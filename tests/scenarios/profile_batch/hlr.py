#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hlr.py SUBSCRIBERS.csv OSMO-HLR.sql: the real osmo-hlr, on a database of its own that takes the SQL, is asked for every
subscriber of the list over its VTY. It listens on a loopback address of its own, since its ports are fixed."""
import csv
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

VTY_PORT = 4258
SETTINGS = """log stderr
 logging filter all 1
 logging level set-all error
line vty
 bind {address}
ctrl
 bind {address}
hlr
 gsup
  bind ip {address}
"""


class Vty:
    def __init__(self, address, deadline):
        while True:
            try:
                self.socket = socket.create_connection((address, VTY_PORT), timeout=10)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        self.read_until(b"OsmoHLR> ")
        self.ask("enable")

    def read_until(self, prompt):
        got = b""
        while not got.endswith(prompt):
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError(got)
            got += piece
        return got.decode(errors="replace")

    def ask(self, command):
        """What it answers, without the echo. Two prompts come: one for the carriage return, one for the line feed."""
        self.socket.sendall(command.encode() + b"\n")
        return self.read_until(b"OsmoHLR# ")


def value_of(answer, name, sign):
    for line in answer.splitlines():
        if line.strip().startswith(name + sign):
            return line.split(sign, 1)[1].strip().upper()
    return None


def compare(vty, subscribers):
    wrong = 0
    for row in subscribers:
        answer = vty.ask(f"subscriber imsi {row['imsi']} show")
        want = [row["imsi"], row.get("msisdn") or "NONE", "MILENAGE", row["ki"].upper(), row["opc"].upper()]
        got = [value_of(answer, "IMSI", ": "), value_of(answer, "MSISDN", ": "), value_of(answer, "3G auth", ": "),
               value_of(answer, "K", "="), value_of(answer, "OPC", "=")]
        if got != want:
            wrong += 1
            print(f"# {row['imsi']}: {sum(a != b for a, b in zip(got, want))} values differ; osmo-hlr says\n{answer}")
    return wrong


def main():
    with open(sys.argv[1]) as file:
        subscribers = list(csv.DictReader(file))
    with open(sys.argv[2]) as file:
        statements = file.read()
    with tempfile.TemporaryDirectory() as folder:
        settings, database = os.path.join(folder, "hlr.cfg"), os.path.join(folder, "hlr.db")
        address = "127." + ".".join(str(random.randrange(1, 250)) for _ in range(3))
        with open(settings, "w") as file:
            file.write(SETTINGS.format(address=address))
        command = ["osmo-hlr", "--config-file", settings, "--database", database]
        subprocess.run(command + ["--db-check"], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=30)
        connection = sqlite3.connect(database)
        connection.executescript(statements)
        connection.close()
        server = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        try:
            vty = Vty(address, time.monotonic() + 20)
            wrong = compare(vty, subscribers)
            missing = vty.ask("subscriber imsi 999999999999999 show")
        finally:
            server.terminate()
            server.wait()
    print(f"{len(subscribers)} subscribers, {wrong} wrong")
    return not subscribers or wrong or "No subscriber" not in missing


sys.exit(main())
