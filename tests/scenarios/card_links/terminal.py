#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py PORT MESSAGE…: sends each message (hexadecimal) to 127.0.0.1:PORT in vpcd's wire form and prints what is
answered, one line each. Controls other than 04 are not answered. "stay" keeps the connection until standard input ends."""

import socket
import struct
import sys


def receive(connection, size):
    got = b""
    while len(got) < size:
        piece = connection.recv(size - len(got))
        if not piece:
            raise SystemExit("the card hung up")
        got += piece
    return got


connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=20)
for argument in sys.argv[2:]:
    if argument == "stay":
        print("staying", flush=True)
        sys.stdin.read()
        continue
    message = bytes.fromhex(argument)
    connection.sendall(struct.pack(">H", len(message)) + message)
    if len(message) > 1 or message == b"\x04":
        print(receive(connection, struct.unpack(">H", receive(connection, 2))[0]).hex().upper(), flush=True)
