#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the files of a web page as a C table: embed_pages.py NAME HEADER FOLDER OUTPUT FILE….

HEADER must declare `extern const struct web_page NAME[];` and `extern const size_t NAME_count;`. An .html file is the path /;
what lies in a folder beside FOLDER (../shared/dom.js) has the path that a browser makes of it (/shared/dom.js)."""
import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def octets_of(name, content):
    lines = [", ".join(str(octet) for octet in content[at:at + 24]) for at in range(0, len(content), 24)]
    return f"static const uint8_t {name}[] = {{\n\t" + ",\n\t".join(lines) + "\n};\n\n"


def main():
    name, header, folder, target, *files = sys.argv[1:]
    arrays, rows = "", ""
    for index, file in enumerate(files):
        content = pathlib.Path(folder, file).read_bytes()
        path = "/" if file.endswith(".html") else "/" + file.removeprefix("../")
        tag = hashlib.sha256(content).hexdigest()[:16]
        arrays += octets_of(f"file_{index}", content)
        rows += f'\t{{ "{path}", "{TYPES[pathlib.Path(file).suffix]}", {{ file_{index}, sizeof file_{index} }}, "\\"{tag}\\"" }},\n'
    text = f'#include "{header}"\n\n{arrays}const struct web_page {name}[] = {{\n{rows}}};\n'
    pathlib.Path(target).write_text(text + f"const size_t {name}_count = {len(files)};\n", encoding="ascii")


main()
