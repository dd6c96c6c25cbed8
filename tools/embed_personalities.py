#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the personalities as a table in C: embed_personalities.py OUTPUT FILE…"""
import pathlib
import sys

target, *files = sys.argv[1:]
lines = ['#include "library/card_personality.h"', ""]
rows = []
for number, path in enumerate(sorted(map(pathlib.Path, files))):
    # Numbers: the length of a string literal has a limit in C.
    octets = [str(octet if octet < 128 else octet - 256) for octet in path.read_bytes() + b"\0"]
    lines.append(f"static const char yaml_{number}[] = {{")
    lines += ["\t" + ", ".join(octets[at:at + 24]) + "," for at in range(0, len(octets), 24)]
    lines += ["};", ""]
    rows.append(f'\t{{ "{path.stem}", yaml_{number} }},')
lines += ["const struct built_in_personality built_in_personalities[] = {", *rows, "\t{ 0 },", "};"]
pathlib.Path(target).write_text("\n".join(lines) + "\n", encoding="ascii")
