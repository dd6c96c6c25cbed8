#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No function over 60 lines, no file over 600 (tables do not count), no line over 128 columns, no deep nesting.
Speaks TAP. With --report prints the longest functions and files and the share of comments instead."""

import pathlib
import re
import signal
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("src", "include", "tests", "bench")
FUNCTION_LINES, FILE_LINES, COLUMNS, DEPTH, TAB = 60, 600, 128, 4, 8

# Blanked so that braces inside them do not count.
LITERALS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


class Function:
    def __init__(self, name, line, lines, depth):
        self.name, self.line, self.lines, self.depth = name, line, lines, depth


class Source:
    """A C file, cut into functions, tables and the rest. Relies on the house style: a function's body is opened and closed
    by braces in the first column; a table begins with a line that ends in "= {", and ends with "};" as far to the left."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text()
        self.lines = self.text.splitlines()
        self.functions = []
        blanked = LITERALS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), self.text).splitlines()
        self.in_table = self.find_tables(blanked)
        self.read(blanked)

    @staticmethod
    def find_tables(lines):
        """For each line whether it belongs to a table."""
        in_table, closing = [], None
        for line in lines:
            opens = re.match(r"(\s*)\S.*=\s*\{\s*$", line)
            if closing is None and opens:
                closing = opens[1] + "};"
            in_table.append(closing is not None)
            if closing is not None and line.startswith(closing):
                closing = None
        return in_table

    def read(self, lines):
        start = 0
        number = 0
        while number < len(lines):
            if not lines[number].startswith("{"):
                number += 1
                continue
            end = self.closing(lines, number)
            first = self.signature(lines, number, start)
            name = re.search(r"(\w+)\s*\(", " ".join(lines[first:number]))
            length = sum(not in_table for in_table in self.in_table[first:end + 1])
            self.functions.append(Function(name[1] if name else "?", first + 1, length,
                                           self.depth(lines[number:end + 1])))
            number = start = end + 1

    @staticmethod
    def closing(lines, number):
        while number + 1 < len(lines) and not lines[number].startswith("}"):
            number += 1
        return number

    @staticmethod
    def signature(lines, number, start):
        first = number
        while first > start and lines[first - 1].strip() and not lines[first - 1].rstrip().endswith((";", "}")) \
                and not lines[first - 1].startswith("#"):
            first -= 1
        return first

    @staticmethod
    def depth(lines):
        """Blocks inside blocks; the braces of initialisers and compound literals do not count."""
        text = "\n".join(lines)
        deepest, stack = 0, []
        for brace in re.finditer(r"[{}]", text):
            if brace[0] == "{":
                stack.append(bool(re.search(r"(^|\) |\belse |\bdo )$", text[:brace.start()])))
                deepest = max(deepest, sum(stack))
            elif stack:
                stack.pop()
        return deepest

    def faults(self):
        name = self.path.relative_to(ROOT)
        length = len(self.lines) - sum(self.in_table)
        if length > FILE_LINES:
            yield f"{name}: {length} lines"
        for function in self.functions:
            if function.lines > FUNCTION_LINES:
                yield f"{name}:{function.line}: {function.name} has {function.lines} lines"
            if function.depth > DEPTH:
                yield f"{name}:{function.line}: {function.name} is nested {function.depth - 1} deep"
        for number, line in enumerate(self.lines, 1):
            columns = len(line.expandtabs(TAB))
            if columns > COLUMNS and not self.in_table[number - 1]:
                yield f"{name}:{number}: {columns} columns"

    def comment_lines(self):
        return sum(found[0].count("\n") + 1 for found in LITERALS.finditer(self.text) if found[0].startswith("/"))


def report(sources):
    functions = [(function.lines, source, function) for source in sources for function in source.functions
                 if "tests" not in source.path.parts]
    print(f"{len(functions)} functions under src/ and bench/, median {statistics.median(f[0] for f in functions)} lines")
    for lines, source, function in sorted(functions, key=lambda entry: -entry[0])[:20]:
        print(f"{lines:5} {source.path.relative_to(ROOT)}:{function.line} {function.name}")
    print("longest files")
    for source in sorted(sources, key=lambda source: -len(source.lines))[:15]:
        share = 100 * source.comment_lines() / max(1, len(source.lines))
        print(f"{len(source.lines):5} {source.path.relative_to(ROOT)} ({share:.0f} % comments)")
    return 0


def main():
    sources = [Source(path) for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.[ch]"))]
    if "--report" in sys.argv[1:]:
        return report(sources)
    print(f"1..{len(FOLDERS)}")
    failed = False
    for number, folder in enumerate(FOLDERS, 1):
        faults = [fault for source in sources if source.path.relative_to(ROOT).parts[0] == folder
                  for fault in source.faults()]
        print(f"{'not ok' if faults else 'ok'} {number} - nothing in {folder} is too long")
        for fault in faults:
            print(f"# {fault}")
        failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
