#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run_tests.py BUILD [meson test options]: runs all tests and counts test cases, not programs. The last line is
"N passed, N failed", with ", N skipped" when some were; exit 1 on a failure."""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys

RESULT = re.compile(r"^(ok|not ok)\b *\d* *-? *([^#\n]*?) *(?:# *(\w+) *([^\n]*))?$", re.M)
# What a test written with cmocka, whose skip() takes no reason, says before.
SKIPPED = re.compile(r"^# skipped: (.*)$", re.M)
PLAN = re.compile(r"^1\.\.(\d+)", re.M)


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.reasons = collections.Counter()

    def skip(self, reason):
        self.skipped += 1
        self.reasons[reason or "without a reason"] += 1

    def add_tap(self, test):
        """Returns the names of what failed. A test that ended early fails once for what it did not tell."""
        output, failures, end = test["stdout"], [], 0
        for result in RESULT.finditer(output):
            verdict, name, directive, why = result.groups()
            said = SKIPPED.findall(output, end, result.start())
            end = result.end()
            if directive and directive.upper() in ("SKIP", "TODO"):
                self.skip(said[-1] if said else why)
            elif verdict == "ok":
                self.passed += 1
            else:
                failures.append(name)
        plan = PLAN.search(output)
        told = len(RESULT.findall(output))
        whole_file_skipped = plan and plan[1] == "0"
        if whole_file_skipped:
            self.skip(None)
        elif not plan or told < int(plan[1]) or test["result"] == "TIMEOUT" or (test["returncode"] and not failures):
            failures.append(f"ended early ({test['result'].lower()}, exit code {test['returncode']})")
        self.failed += len(failures)
        return failures

    def add_exit_code(self, test):
        if test["result"] == "SKIP":
            self.skip(None)
        elif test["result"] == "OK":
            self.passed += 1
        else:
            self.failed += 1
            return [test["result"].lower()]
        return []


def show_failure(test, names):
    print(f"FAILED {test['name']}: {'; '.join(names)}")
    for stream in ("stdout", "stderr"):
        lines = [line for line in test.get(stream, "").splitlines() if not line.startswith("ok ")]
        for line in lines[-40:]:
            print(f"    {line}")


def count_of_tests(build):
    listed = subprocess.run(["meson", "introspect", str(build), "--tests"], capture_output=True, text=True, check=True)
    return len(json.loads(listed.stdout))


def main():
    build = pathlib.Path(sys.argv[1])
    log = build / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    command = ["meson", "test", "-C", str(build), "--no-rebuild", *sys.argv[2:]]
    if os.isatty(1):
        ran = subprocess.run(command)
    else:
        ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if not log.exists():
        print(ran.stderr or "", file=sys.stderr)
        print("meson ran no test", file=sys.stderr)
        return 2
    count = Count()
    tests = [json.loads(line) for line in log.read_text().splitlines()]
    # Meson's own exit code is of no use: to it, what cmocka says of a skipped test is a failure.
    if len(sys.argv) == 2 and len(tests) != count_of_tests(build):
        print("meson did not run every test", file=sys.stderr)
        return 2
    for test in tests:
        tap = PLAN.search(test["stdout"]) or RESULT.search(test["stdout"])
        failures = count.add_tap(test) if tap else count.add_exit_code(test)
        if failures:
            show_failure(test, failures)
    for reason, times in count.reasons.most_common():
        print(f"skipped {times}: {reason}")
    skipped = f", {count.skipped} skipped" if count.skipped else ""
    print(f"{count.passed} passed, {count.failed} failed{skipped}")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
