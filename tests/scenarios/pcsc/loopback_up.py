# SPDX-License-Identifier: Apache-2.0
"""Switches the loopback interface on, which a new network namespace has switched off."""
import fcntl
import socket
import struct

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1

fcntl.ioctl(socket.socket(), SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
