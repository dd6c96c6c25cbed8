#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""lost.py HOW WHEN SERVER-PORT ADDRESS MATCHING-ID CODE CARD

Downloads into CARD through a relay at the port of ADDRESS, which loses the network: HOW is request (number WHEN of them never arrives),
answer (to number WHEN), half (an answer stops in its middle), octets (after WHEN of them, either way), or one of the first three with
-once behind it, when the next connection is a good one again. Then the network is back, and the download is brought to its
end. Ends with 0 when what was said on the way was right and the profile is installed; how many requests and octets there were is
printed."""
import selectors
import socket
import subprocess
import sys
import threading

how, when, server_port, address, matching_id, code, card = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]
PATIENCE = 60
APPLICATION_DATA = 0x17
SHORTEST_REQUEST = 120  # octets of a TLS record; the end of a handshake is shorter


class Records:
    """Which requests begin in a stream of TLS records."""

    def __init__(self):
        self.rest = b""

    def types(self, octets):
        self.rest += octets
        while len(self.rest) >= 5:
            size = int.from_bytes(self.rest[3:5], "big")
            if len(self.rest) < 5 + size:
                return
            yield self.rest[0], size
            self.rest = self.rest[5 + size:]


class Relay:
    def __init__(self):
        self.kind, _, once = how.partition("-")
        self.once = bool(once)
        self.requests = self.octets = 0
        self.lost = self.cut = False
        self.listener = socket.create_server(("127.0.0.1", int(address.rpartition(":")[2])))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            if self.lost:
                client.close()
                continue
            threading.Thread(target=self.join, args=(client,), daemon=True).start()

    def lose(self):
        self.cut = True
        self.lost = not self.once
        raise ConnectionError

    def join(self, client):
        server = socket.create_connection(("127.0.0.1", server_port))
        records, requests_turn = Records(), [True]
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(client, selectors.EVENT_READ)
                selector.register(server, selectors.EVENT_READ)
                while True:
                    for key, _ in selector.select():
                        octets = key.fileobj.recv(65536)
                        if not octets:
                            raise ConnectionError
                        if key.fileobj is client:
                            server.sendall(self.upwards(octets, records, requests_turn))
                        else:
                            client.sendall(self.downwards(octets, client, requests_turn))
        except OSError:
            pass
        client.close()
        server.close()

    def count(self, octets):
        """What of them still gets through."""
        if self.kind == "octets" and not self.cut and self.octets + len(octets) > when:
            self.lose()
        self.octets += len(octets)
        return octets

    def upwards(self, octets, records, requests_turn):
        for kind, size in records.types(octets):
            if kind == APPLICATION_DATA and size >= SHORTEST_REQUEST and requests_turn[0]:
                requests_turn[0] = False
                self.requests += 1
                if self.kind == "request" and self.requests == when and not self.cut:
                    self.lose()
        return self.count(octets)

    def downwards(self, octets, client, requests_turn):
        in_answer = not requests_turn[0]
        if in_answer and self.requests == when and not self.cut and self.kind in ("answer", "half"):
            if self.kind == "half":
                client.sendall(octets[:len(octets) // 2])
            self.lose()
        requests_turn[0] = True
        return self.count(octets)


def lpa(*arguments):
    run = subprocess.run(["provisim-lpa", "--text", "--card", card, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, timeout=PATIENCE)
    print("$", *arguments)
    print(run.stdout, end="")
    return run.returncode, run.stdout


order = ["-s", address, "-m", matching_id]
download = ["profile", "download", "-y", "-c", code]
relay = Relay()
result, said = lpa(*download, *order)
print(relay.requests, "requests,", relay.octets, "octets", "" if relay.cut else "and nothing cut")
if not relay.cut and when < (relay.octets if relay.kind == "octets" else relay.requests + 1):
    sys.exit("nothing was cut")
if relay.once and result != 0:
    sys.exit("one cut was too much")
if result != 0 and "The code is still good" not in said and "The same code can be used again" not in said:
    sys.exit("what becomes of the code is not said")
was_kept = "--resume" in said
relay.lost = False
relay.cut = True
if result != 0:
    result, said = lpa(*download, "--resume")
    if (result == 0) != was_kept:
        sys.exit("it was not said right whether it can be resumed")
    if not was_kept:
        result, said = lpa(*download, *order)
if result == 0:
    result, _ = lpa("notification", "send")
sys.exit(result)
