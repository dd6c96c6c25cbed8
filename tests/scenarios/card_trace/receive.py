#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""receive.py FILE: takes GSMTAP packets on a free port of the loopback, writes "PORT" into FILE.port, and each packet as
hexadecimal, one a line, into FILE, until it is ended."""

import os
import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener, open(sys.argv[1], "w") as out:
    listener.bind(("127.0.0.1", 0))
    with open(sys.argv[1] + ".new", "w") as port:
        port.write(str(listener.getsockname()[1]))
    os.rename(sys.argv[1] + ".new", sys.argv[1] + ".port")
    while True:
        out.write(listener.recv(65536).hex().upper() + "\n")
        out.flush()
