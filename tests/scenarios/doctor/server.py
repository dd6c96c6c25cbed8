#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""server.py plain|date|expired|shown CERTIFICATE KEY: a server that speaks HTTP without TLS, lives in another time, has an old
certificate, or this one. It prints its port."""
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
if kind == "expired":
    folder = tempfile.mkdtemp(dir=".")
    open(folder + "/index", "w").close()
    with open(folder + "/serial", "w") as file:
        file.write("01")
    with open(folder + "/settings", "w") as file:
        file.write("[ca]\ndefault_ca=one\n[one]\ndatabase=%s/index\nserial=%s/serial\nnew_certs_dir=%s\n" % ((folder,) * 3) +
                   "default_md=sha256\npolicy=any\nx509_extensions=more\n[any]\ncommonName=supplied\n"
                   "[more]\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
    subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=localhost", "-keyout", folder + "/key", "-out", folder + "/request"], check=True, capture_output=True)
    subprocess.run(["openssl", "ca", "-batch", "-config", folder + "/settings", "-selfsign", "-keyfile", folder + "/key", "-in",
                    folder + "/request", "-out", folder + "/certificate", "-notext", "-startdate", "20200101000000Z",
                    "-enddate", "20210101000000Z"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/certificate", folder + "/key")
if kind == "shown":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        connection.recv(4096)
        if kind == "plain":
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        if kind == "shown":
            connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if kind == "expired":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        if kind == "date":
            connection.sendall(b"HTTP/1.1 200 OK\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n")
        connection.close()
    except OSError:
        pass
