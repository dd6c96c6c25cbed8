#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An operator's server: operator.py CERTIFICATE KEY CLIENT-CA RECORD MODE [PORT]. Prints its port. Each request becomes a line of RECORD:
{"status": …, "path": …, "body": …, "sender": serial number of the client's certificate}. MODE is a file: "204", "500" or "slow"."""
import http.server
import json
import ssl
import sys
import threading
import time

certificate, key, client_ca, record, mode = sys.argv[1:6]
lock = threading.Lock()


class Operator(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        how = open(mode).read().strip()
        if how == "slow":
            time.sleep(30)
        status = int(how) if how.isdigit() else 204
        line = {"status": status, "path": self.path, "protocol": self.headers["X-Admin-Protocol"], "body": json.loads(body),
                "sender": self.connection.getpeercert()["serialNumber"]}
        with lock, open(record, "a") as out:
            out.write(json.dumps(line) + "\n")
        self.send_response(status)
        self.send_header("Content-Length", "0") if status != 204 else None
        self.end_headers()

    def log_message(self, *arguments):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
context.load_verify_locations(client_ca)
context.verify_mode = ssl.CERT_REQUIRED
port = int(sys.argv[6]) if len(sys.argv) > 6 else 0
server = http.server.ThreadingHTTPServer(("localhost", port), Operator)
server.daemon_threads = True
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_port, flush=True)
server.serve_forever()
