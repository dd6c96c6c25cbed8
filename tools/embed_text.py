#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a text file as a C string: embed_text.py NAME HEADER INPUT OUTPUT. HEADER must declare `extern const char NAME[];`."""
import sys

name, header, source, target = sys.argv[1:]
with open(source, "rb") as file:
    octets = file.read() + b"\0"
# A list of numbers: the length of a string literal has a limit in C.
lines = [", ".join(str(octet if octet < 128 else octet - 256) for octet in octets[at:at + 24])
         for at in range(0, len(octets), 24)]
with open(target, "w", encoding="ascii") as file:
    file.write(f'#include "{header}"\n\nconst char {name}[] = {{\n\t' + ",\n\t".join(lines) + "\n};\n")
