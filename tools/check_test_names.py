#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tests that a folder's README.md names are there and run: `file: function, function` as tests/unit/euicc/README.md
explains it, from the first table on. Speaks TAP: one test per page."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = [ROOT / "tests" / "unit" / folder / "README.md" for folder in ("euicc", "uicc")]
NAMED = re.compile(r"`([^`]+)`")
RUN = re.compile(r"\b(?:cmocka_unit_test\w*|CARD_TEST)\((?:test_)?(\w+)")


def source_of(page, name):
    """The file of tests, or the folder or file of a scenario, that `name` stands for; None: there is none."""
    for base in (page.parent, ROOT / "tests" / "unit"):
        if (base / f"{name}_test.c").exists():
            return base / f"{name}_test.c"
    if name.startswith("scenarios/"):
        return next((ROOT / "tests" / "scenarios").glob(name.removeprefix("scenarios/") + "*"), None)
    return None


def functions_of(source):
    return set(RUN.findall(source.read_text())) if source and source.suffix == ".c" else set()


def faults_of(page):
    text = page.read_text()
    source = None
    for named in NAMED.findall(text[text.index("\n|"):]):
        file, colon, functions = named.partition(": ")
        # A name alone is a file, or one more function of the file before it.
        if not colon and source and named in functions_of(source):
            continue
        found = source_of(page, file)
        if found is None:
            yield f"names {file}, which is not there"
            continue
        source = found
        for function in functions.split(", ") if colon else []:
            if function not in functions_of(source):
                yield f"names {function} of {file}, which does not run"


def main():
    print(f"1..{len(PAGES)}")
    failed = False
    for number, page in enumerate(PAGES, 1):
        faults = list(faults_of(page))
        print(f"{'not ok' if faults else 'ok'} {number} - {page.relative_to(ROOT)} names tests that run")
        for fault in faults:
            print(f"# {fault}")
        failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
