#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""slow_line.py FOLDER PACKAGE: a whole `provisim lpa profile download`, its process and its notifications included, through a card link of
9600 bits per second and a network of 100 ms there and back, in real time. An octet on the link is counted as eight bits; the
octets' own time is that of all that goes over the link, both ways. The programs are found by PATH."""
import os
import re
import socket
import subprocess
import sys
import threading
import time

from figure import figure

folder, package = sys.argv[1], os.path.abspath(sys.argv[2])
OCTETS_PER_SECOND = 9600 / 8
ROUND_TRIP = 0.1  # seconds
ROUND_TRIPS = 4
PATIENCE = 180
os.chdir(folder)


def run(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def receive(connection, size):
    octets = b""
    while len(octets) < size:
        piece = connection.recv(size - len(octets))
        if not piece:
            raise ConnectionError
        octets += piece
    return octets


def relay(ways):
    """Listens, and joins who comes with another port; a way is a function from one socket to the other."""
    listener = socket.create_server(("127.0.0.1", ways["listen"]))

    def accept():
        while True:
            client, _ = listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server = socket.create_connection(("127.0.0.1", ways["port"]))
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if "connected" in ways:
                ways["connected"]()
            for ends in ((client, server), (server, client)):
                threading.Thread(target=join, args=(ways["way"], *ends), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def join(way, source, target):
    try:
        while True:
            way(source, target)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Link:
    """vpcd's messages: two octets of length, which are not on the link, and what a card reader would send."""
    octets = 0

    def way(self, source, target):
        head = receive(source, 2)
        body = receive(source, int.from_bytes(head, "big"))
        if len(body) > 1:  # no control message
            self.octets += len(body)
            time.sleep(len(body) / OCTETS_PER_SECOND)
        target.sendall(head + body)


def network(source, target):
    octets = source.recv(1 << 20)
    if not octets:
        raise ConnectionError
    time.sleep(ROUND_TRIP / 2)
    target.sendall(octets)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def main():
    port, behind = free_port(), free_port()
    run("provisim-pki", "init", "slow")
    with open("slow.yaml", "w", encoding="ascii") as settings:
        settings.write(f"address: localhost:{port}\nlisten: 127.0.0.1:{behind}\ndatabase: slow.db\npki: slow\n")
    run("provisim-euicc", "create", "slow.card", "--pki", "slow")
    smdp = ["provisim-smdp", "--text", "--config", "slow.yaml"]
    iccid = re.search(r"\b89\d{16,18}\b", run(*smdp, "profile", "add", package)).group()
    run(*smdp, "order", iccid)
    run(*smdp, "confirm", iccid, "--release", "--matching-id", "SLOW")
    server = subprocess.Popen(["provisim-smdp", "serve", "--config", "slow.yaml"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True)
    card = subprocess.Popen(["provisim-euicc", "run", "slow.card", "--text", "--tcp", "127.0.0.1:0"], stdout=subprocess.PIPE,
                            text=True)
    try:
        while "listening on" not in server.stdout.readline():
            pass
        link = Link()
        card_port = int(re.search(r"listens at 127\.0\.0\.1:(\d+);", card.stdout.readline()).group(1))
        reader = relay({"listen": 0, "port": card_port, "way": link.way})
        # The handshake of TCP is a round trip too.
        relay({"listen": port, "port": behind, "way": network, "connected": lambda: time.sleep(ROUND_TRIP)})
        begun = time.monotonic()
        run("provisim-lpa", "--text", "--card", f"tcp:127.0.0.1:{reader}", "--ca", "slow/ci.pem", "profile", "download", "-y",
            "-s", f"localhost:{port}", "-m", "SLOW", timeout=PATIENCE, stdin=subprocess.DEVNULL)
        wall = time.monotonic() - begun
    finally:
        for process in (server, card):
            process.terminate()
            process.wait()
    own = link.octets / OCTETS_PER_SECOND
    print(f"a package of {os.path.getsize(package)} octets: {link.octets} octets on the link take {own:.2f} s, the download "
          f"{wall:.2f} s")
    figure("slow_download_but_four_round_trips", wall - ROUND_TRIPS * ROUND_TRIP, "s", own, 1.05)


main()
