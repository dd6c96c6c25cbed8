#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""reader_start.py FOLDER: `provisim lpa profile list` over PC/SC, from the start of the process to its end, less what the card itself
takes for its answers: pcscd and vpcd stand between, and between vpcd and a software card this program, with its clock. The
programs are found by PATH."""
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time

from figure import figure

PORT = 35963
ROUNDS = 41 if os.environ.get("FULL") else 15
os.chdir(sys.argv[1])
os.makedirs("readers", exist_ok=True)
with open("readers/vpcd", "w", encoding="ascii") as reader:
    reader.write(f'FRIENDLYNAME "Bench"\nDEVICENAME /dev/null:{PORT:#x}\nLIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n'
                 f'CHANNELID {PORT:#x}\n')


def receive(connection):
    def exactly(size):
        octets = b""
        while len(octets) < size:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # vpcd writes a message in two pieces
            piece = connection.recv(size - len(octets))
            if not piece:
                raise ConnectionError
            octets += piece
        return octets
    head = exactly(2)
    return head + exactly(int.from_bytes(head, "big"))


class Card(threading.Thread):
    spent = 0.0  # seconds, in all

    def __init__(self, port):
        super().__init__(daemon=True)
        self.card = socket.create_connection(("127.0.0.1", port))
        self.card.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.find_reader()

    def find_reader(self):
        for _ in range(200):
            try:
                return socket.create_connection(("127.0.0.1", PORT))
            except OSError:
                time.sleep(0.05)
        sys.exit("pcscd does not start")

    def run(self):
        self.reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while True:
                message = receive(self.reader)
                begun = time.monotonic()
                self.card.sendall(message)
                if len(message) > 3 or message == b"\0\1\4":  # the other control messages have no answer
                    answer = receive(self.card)
                    self.spent += time.monotonic() - begun
                    self.reader.sendall(answer)
        except OSError:
            pass


def list_profiles():
    return subprocess.run(["provisim-lpa", "--json", "--card", "pcsc:0", "profile", "list"], check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


subprocess.run("rm -rf pki card && provisim-pki init pki && provisim-euicc create card --pki pki", shell=True, check=True,
               stdout=subprocess.DEVNULL)
pcscd = subprocess.Popen(["pcscd", "--foreground", "-c", os.path.abspath("readers")], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
run = subprocess.Popen(["provisim-euicc", "run", "card", "--text", "--tcp", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
try:
    card = Card(int(re.search(r"listens at 127\.0\.0\.1:(\d+);", run.stdout.readline()).group(1)))
    card.start()
    deadline = time.monotonic() + 20
    while list_profiles().returncode != 0 and time.monotonic() < deadline:
        time.sleep(0.2)
    beyond, own = [], []
    for _ in range(ROUNDS):
        spent, begun = card.spent, time.monotonic()
        done = list_profiles()
        wall = time.monotonic() - begun
        if done.returncode != 0:
            sys.exit(done.stdout)
        own.append((card.spent - spent) * 1000)
        beyond.append(wall * 1000 - own[-1])
finally:
    for process in (pcscd, run):
        process.terminate()
        process.wait()
print(f"a list of profiles over PC/SC: {statistics.median(own):.1f} ms are the card's, {statistics.median(beyond):.1f} ms are not, "
      f"{min(beyond):.1f} to {max(beyond):.1f}")
figure("lpa_list_over_pcsc", statistics.median(beyond), "ms", 0, 30)
