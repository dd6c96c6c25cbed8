#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The texts of web/lui: each language has the same names with the same places to fill in, each is used, and none is missing.
Speaks TAP."""

import pathlib
import re
import sys

LUI = pathlib.Path(__file__).resolve().parent.parent / "web" / "lui"
ENTRY = re.compile(r'"([^"]+)": "((?:[^"\\]|\\.)*)"')
CALLED = re.compile(r'\bt\(([^(){}]*)')  # also t(on ? "one" : "other")
NAME = re.compile(r'"([\w.-]*\w)"')
PREFIXES = re.compile(r'"([a-z.-]+\.)" \+|`([a-z.-]+\.)\$\{')


def places(text):
    return sorted(re.findall(r"\{\w+\}", text))


def main():
    tables = {path.stem: ENTRY.findall(path.read_text()) for path in sorted((LUI / "words").glob("*.js"))}
    code = "".join(path.read_text() for path in LUI.rglob("*.js") if path.parent.name != "words")
    english = dict(tables["en"])
    prefixes = tuple(first or second for first, second in PREFIXES.findall(code))
    mentioned = set(re.findall(r'"([\w.-]+)"', code))
    results = []
    for name, entries in tables.items():
        table = dict(entries)
        results.append((f"{name}: no name twice", len(entries) - len(table) and [key for key, _ in entries]))
        results.append((f"{name}: the names of English", sorted(set(table) ^ set(english))))
        results.append((f"{name}: the same places to fill in",
                        [key for key in table if places(table[key]) != places(english.get(key, ""))]))
        results.append((f"{name}: nothing is empty", [key for key, text in entries if not text.strip()]))
    results.append(("none is missing", sorted({name for call in CALLED.findall(code) for name in NAME.findall(call)} - set(english))))
    results.append(("each is used", [key for key in english if key not in mentioned and not key.startswith(prefixes)]))
    print(f"1..{len(results)}")
    for number, (what, faults) in enumerate(results, 1):
        print(f"{'not ok' if faults else 'ok'} {number} - {what}")
        for fault in faults or []:
            print(f"# {fault}")
    return 1 if any(faults for _, faults in results) else 0


if __name__ == "__main__":
    sys.exit(main())
