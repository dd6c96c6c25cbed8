#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks each #include line under src/ against the table in ARCHITECTURE.md. Speaks TAP: one test per folder."""

import fnmatch
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

LIBC = set("""assert.h ctype.h errno.h float.h inttypes.h limits.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h
stdatomic.h stdio.h stdlib.h string.h strings.h time.h math.h endian.h""".split())
SYSTEM = set("""dirent.h fcntl.h ftw.h getopt.h glob.h grp.h ifaddrs.h langinfo.h locale.h malloc.h netdb.h poll.h pthread.h pwd.h sched.h
signal.h spawn.h syslog.h termios.h threads.h unistd.h wait.h arpa/inet.h net/if.h netinet/in.h netinet/tcp.h sys/*.h
linux/*.h""".split())

# <stdio.h> and <time.h> are allowed for printing into memory and for calendar arithmetic; these reach further.
OUTSIDE_CALLS = re.compile(r"\b(?:(fopen|fclose|fread|fwrite|printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|perror|"
                           r"exit|_exit|abort|getenv|system|time|clock_gettime|gettimeofday|rand)\s*\(|"
                           r"(stdout|stderr|stdin)\b)")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
STRINGS_AND_COMMENTS = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


class Rule:
    def __init__(self, folders, outside):
        self.folders = set(folders)
        self.patterns = []  # (file name or None, header pattern)
        self.words = set()
        for item in filter(None, (part.strip() for part in outside.split(","))):
            match = re.fullmatch(r"(?:(\w+\.[ch]):\s*)?<(.+)>", item)
            if match:
                self.patterns.append(match.groups())
            elif item in ("libc", "system"):
                self.words.add(item)
            else:
                raise SystemExit(f"ARCHITECTURE.md: cannot read the outside header {item!r}")

    def allows_outside(self, file_name, header):
        if "libc" in self.words and header in LIBC:
            return True
        if "system" in self.words and any(fnmatch.fnmatch(header, pattern) for pattern in SYSTEM):
            return True
        return any(only in (None, file_name) and fnmatch.fnmatch(header, pattern) for only, pattern in self.patterns)


def read_rules():
    rules, never = {}, {}
    for line in (ROOT / "ARCHITECTURE.md").read_text().splitlines():
        match = re.fullmatch(r"\|([^|]*)\|([^|]*)\|([^|]*)\|", line.strip())
        if match and not match[1].strip().startswith(("-", "folder")):
            rules[match[1].strip()] = Rule(match[2].split(), match[3])
        match = re.fullmatch(r"Never: <(.+)> outside (\w+)\.", line.strip())
        if match:
            never[match[1]] = match[2]
    return rules, never


def check_include(rule, folder, path, kind, header, never):
    if kind == '"':
        target = header.split("/")[0]
        if not (ROOT / "src" / header).is_file() and not (ROOT / "include" / header).is_file():
            return f"{header} is not a file of src/ or include/"
        if target != folder and target not in rule.folders:
            return f"{folder} may not include {target}"
        return None
    if never.get(header, folder) != folder:
        return f"<{header}> is for {never[header]} only"
    if not rule.allows_outside(path.name, header):
        return f"{folder} may not include <{header}>"
    return None


def check_file(rule, folder, path, never):
    faults = []
    text = path.read_text()
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        fault = match and check_include(rule, folder, path, match[1], match[2], never)
        if fault:
            faults.append(f"{path.relative_to(ROOT)}:{number}: {fault}")
    if "system" not in rule.words:
        blanked = STRINGS_AND_COMMENTS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
        for number, line in enumerate(blanked.splitlines(), 1):
            match = OUTSIDE_CALLS.search(line)
            if match:
                faults.append(f"{path.relative_to(ROOT)}:{number}: {folder} may not reach outside: {match[1] or match[2]}")
    return faults


def main():
    rules, never = read_rules()
    folders = sorted(path for top in ("src", "include") for path in (ROOT / top).iterdir() if path.is_dir())
    print(f"1..{len(folders)}")
    failed = False
    for number, folder in enumerate(folders, 1):
        if folder.name not in rules:
            faults = [f"src/{folder.name} has no line in the table of ARCHITECTURE.md"]
        else:
            faults = [fault for path in sorted(folder.rglob("*.[ch]"))
                      for fault in check_file(rules[folder.name], folder.name, path, never)]
        print(f"{'not ok' if faults else 'ok'} {number} - {folder.name} includes only what it may")
        for fault in faults:
            print(f"# {fault}")
        failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
