#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints docs/lint-rules.md from what `provisim profile lint --rules` says."""
import json
import subprocess

FAMILIES = {
    "A": "Access rules and codes", "D": "Security domains, applications, remote file management", "F": "Files",
    "H": "Header", "K": "Keys, and what goes with them", "Q": "Sequence of the elements", "X": "Encoding",
}

rules = json.loads(subprocess.run(["provisim", "profile", "lint", "--rules", "--json"], capture_output=True, text=True,
                                  check=True).stdout)["payload"]["data"]
print("# The rules of `provisim profile lint`\n")
print("Made from the table of rules by `tests/scenarios/profile_lint/rules.py`; a test compares the two. An *error* is")
print("something for which a card that conforms may refuse a profile, or with which it does not work; a *warning* works on")
print("many cards and is known or likely to fail on some; a *note* is about size and style. Where a card would end the")
print("installation, a finding is an error whatever its rule is.")
family = ""
for rule in rules:
    if rule["rule"][0] != family:
        family = rule["rule"][0]
        print(f"\n## {family}: {FAMILIES[family]}")
    mended = " `--fix` does that." if rule["fixed"] else ""
    scope = []
    if rule.get("since"):
        scope.append(f"from version {rule['since']} on")
    if rule.get("until"):
        scope.append(f"for cards up to version {rule['until']}")
    if rule["needsTarget"]:
        scope.append("only with `--target`")
    about = f" Checked {', '.join(scope)}." if scope else ""
    print(f"\n### {rule['rule']}, {rule['severity']}: {rule['title']}\n\n{rule['why']}{about}\n")
    print(f"To mend it: {rule['mend']}{mended}")
