#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""attack.py HOW PORT [CERTIFICATE KEY]: plays a client against a port of this machine and says how it ended. A port with TLS has
a certificate here, or "-" when none is to be shown; without it is plain HTTP."""

import socket
import ssl
import sys
import time

HOW, PORT = sys.argv[1], int(sys.argv[2])
TLS = sys.argv[3:]
LIMIT = 12  # seconds until we give up: more than any deadline of the servers here
PATH = "/gsma/rsp2/es9plus/initiateAuthentication"


def plain():
    connection = socket.create_connection(("127.0.0.1", PORT), timeout=LIMIT)
    return connection


def wrapped():
    connection = plain()
    if not TLS:
        return connection
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if TLS[0] != "-":
        context.load_cert_chain(*TLS)
    return context.wrap_socket(connection)


def until_closed(connection, dribble=b""):
    """Seconds until the other side closes, while an octet goes out now and then."""
    began = time.monotonic()
    connection.settimeout(0.2)
    while time.monotonic() - began < LIMIT:
        try:
            if connection.recv(65536) == b"":
                return time.monotonic() - began
        except TimeoutError:
            pass
        except OSError:
            return time.monotonic() - began
        try:
            if dribble:
                connection.send(dribble)
        except OSError:
            return time.monotonic() - began
    sys.exit(f"still open after {LIMIT} seconds")


def handshake():
    connection = plain()
    connection.send(b"\x16\x03\x01" if TLS else b"G")
    return until_closed(connection, b"\x01" if TLS else b"E")


def headers():
    connection = wrapped()
    connection.send(b"POST / HTTP/1.1\r\n")
    return until_closed(connection, b"A: b\r\n")


def body():
    connection = wrapped()
    connection.send(f"POST {PATH} HTTP/1.1\r\nContent-Length: 60000\r\n\r\n".encode())
    return until_closed(connection, b"{")


def nothing():
    return until_closed(wrapped())


def idle():
    connection = wrapped()
    connection.send(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 ")
    return until_closed(connection)


def unread():
    """Asks again and again, and reads nothing: the buffers fill, and the server can write no more."""
    connection = wrapped()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(0.5)
    request = b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 200
    began, closed = time.monotonic(), False
    while time.monotonic() - began < LIMIT and not closed:
        try:
            connection.send(request)
        except TimeoutError:
            pass
        except OSError:
            closed = True
    assert closed, f"still open after {LIMIT} seconds"
    return time.monotonic() - began


def large():
    connection = wrapped()
    connection.send(f"POST {PATH} HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n".encode())
    try:
        connection.send(b" " * 1000000)
    except OSError:
        pass
    answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413"), answer[:60]
    return 0


def long_header():
    connection = wrapped()
    connection.send(b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n")
    try:
        answer = connection.recv(65536)
    except OSError:
        answer = b""
    assert not answer or answer.startswith(b"HTTP/1.1 400"), answer[:60]
    return 0


def flood():
    """Handshakes that are begun and left alone; each is closed."""
    connections = [plain() for _ in range(300)]
    for connection in connections:
        connection.send(b"\x16\x03\x01" if TLS else b"G")
    return max(until_closed(connection) for connection in connections)


print(f"{HOW}: ended after {globals()[HOW]():.1f} seconds")
