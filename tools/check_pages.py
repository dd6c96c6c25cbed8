#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the Markdown pages name is there: files of the source in backticks, and targets of links. Speaks TAP: one test per
page."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:c|h|py|sh|sql|yaml|txt|md))`")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
ABOUT_OTHERS = ("interop.md",)  # names files of other people's programs
PLACEHOLDER = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?![a-z])")  # src/rsp/NAME.c


def faults_of(page):
    text = page.read_text()
    for name in NAMED.findall(text) if page.name not in ABOUT_OTHERS else []:
        if not PLACEHOLDER.search(name) and not any((base / name).exists() for base in (ROOT, ROOT / "src", page.parent)):
            yield f"names {name}, which is not there"
    for target in LINK.findall(text):
        if "://" not in target and not (page.parent / target).exists():
            yield f"links to {target}, which is not there"


def main():
    pages = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests" / "scenarios").rglob("*.md")])
    print(f"1..{len(pages)}")
    failed = False
    for number, page in enumerate(pages, 1):
        faults = list(faults_of(page))
        print(f"{'not ok' if faults else 'ok'} {number} - {page.relative_to(ROOT)} names what is there")
        for fault in faults:
            print(f"# {fault}")
        failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
