#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""spec_map.py [STANDARD [SECTION]]: which lines of the source name which section of which standard, in the order of the
sections. `spec_map.py SGP.22 5.7` shows everything from 5.7 on down; without arguments, how often each standard is named."""

import collections
import pathlib
import re
import signal
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "sql")
STANDARD = r"(SGP\.\d\d|SAIP|TCA|TS \d\d\.\d{3}|TS \d{3} \d{3}|TR \d\d\.\d{3}|X\.\d{3}|RFC \d{4}|ISO \d{4,5}(?:-\d+)?)"
# "SGP.22 5.7.5", "SGP.22 5.7.5, 5.7.6", "RFC 4648 section 10", "TS 33.102 C.1.1.1", "SGP.22 annex H"
SECTIONS = r"(?: section)?((?:[ ,]+(?:and |or )?(?:annex [A-Z]|(?:[A-Z]\.)?\d+(?:\.\d+)*[a-z]?))*)"
NAMED = re.compile(STANDARD + SECTIONS)
SECTION = re.compile(r"annex [A-Z]|(?:[A-Z]\.)?\d+(?:\.\d+)*[a-z]?")


def order(section):
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"[. ]", section)]


def collect():
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*")):
        if path.suffix not in (".c", ".h", ".inc", ".sql", ".yaml") or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            for standard, sections in NAMED.findall(line):
                place = f"{path.relative_to(ROOT)}:{number}"
                for section in SECTION.findall(sections) or ["-"]:
                    found[standard][section].append(place)
    return found


def main():
    found = collect()
    if len(sys.argv) == 1:
        for standard in sorted(found):
            places = sum(len(places) for places in found[standard].values())
            print(f"{standard:14} {len(found[standard]):4} sections in {places} places")
        return 0
    standard, prefix = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if standard not in found:
        print(f"No line names {standard}; these are named: {', '.join(sorted(found))}", file=sys.stderr)
        return 1
    for section in sorted(found[standard], key=order):
        if prefix in ("", section) or section.startswith(prefix + "."):
            print(f"{section:10} {' '.join(found[standard][section])}")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
