#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tunnel.py LOG [refuse]: an HTTP proxy that knows CONNECT, or refuses it. It prints its port, and logs what it is asked."""
import socket
import sys
import threading

log, refuses = open(sys.argv[1], "a", encoding="ascii"), len(sys.argv) > 2


def pass_on(one, other):
    try:
        while octets := one.recv(65536):
            other.sendall(octets)
    except OSError:
        pass
    for end in (one, other):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += client.recv(1)
    words = head.decode("ascii").split()
    print(*words[:2], file=log, flush=True)
    if refuses or words[0] != "CONNECT":
        client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        client.close()
        return
    host, _, port = words[1].rpartition(":")
    server = socket.create_connection((host, int(port)))
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    threading.Thread(target=pass_on, args=(server, client), daemon=True).start()
    pass_on(client, server)


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
