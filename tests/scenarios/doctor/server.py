#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""server.py silent|plain|date: a server that is none: says nothing, speaks HTTP without TLS, or lives in another time."""
import socket
import ssl
import subprocess
import sys
import tempfile

kind = sys.argv[1]
listener = socket.create_server(("127.0.0.1", 0))
context = None
if kind == "date":
    folder = tempfile.mkdtemp(dir=".")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=localhost", "-keyout", folder + "/key", "-out", folder + "/certificate"], check=True,
                   capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/certificate", folder + "/key")
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        connection.recv(4096)
        if kind == "plain":
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        if kind == "date":
            connection.sendall(b"HTTP/1.1 200 OK\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n")
        connection.close()
    except OSError:
        pass
