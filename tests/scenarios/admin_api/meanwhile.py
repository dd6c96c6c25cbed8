#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""meanwhile.py PORT NAME PASSWORD: ten log in at once, which takes long, to make guessing slow; who asks for something else is
answered long before the last of them."""
import json
import socket
import sys
import time

LOGINS = 10
port, name, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
body = json.dumps({"name": name, "password": password}).encode()
login = (
    b"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Provisim-Request: 1\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (port, len(body), body)
)


connections = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(LOGINS + 1)]
other = connections.pop()
began = time.monotonic()
for connection in connections:
    connection.sendall(login)
other.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % port)
assert other.recv(4096).startswith(b"HTTP/1.1 200 "), "no answer"
answered = time.monotonic() - began
for connection in connections:
    assert connection.recv(4096).startswith(b"HTTP/1.1 200 "), "no login"
ended = time.monotonic() - began
print(f"answered after {answered * 1000:.0f} ms, all have logged in after {ended * 1000:.0f} ms")
assert answered < ended / 2
