#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads Prometheus' text format strictly. exposition.py check FILE: whether it is right; exposition.py get FILE NAME: the value of
one sample, written as NAME or NAME{label="value",…} with its labels in any order."""

import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:\\[\\"n]|[^"\\\n])*)"(?:,|$)')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (-?[0-9.eE+]+|[+-]Inf|NaN)$")


def labels_of(text):
    labels, place = {}, 0
    while place < len(text):
        match = LABEL.match(text, place)
        assert match, f"labels: {text}"
        assert match[1] not in labels, f"a label twice: {text}"
        labels[match[1]] = match[2]
        place = match.end()
    return labels


def read(path):
    families, samples, family = {}, {}, None
    text = open(path, encoding="utf-8").read()
    assert text.endswith("\n"), "the last line has no end"
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            assert family not in families, f"a family twice: {family}"
            families[family] = None
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == family and families[name] is None, f"TYPE without its HELP: {line}"
            assert kind in ("counter", "gauge", "histogram"), line
            assert (kind == "counter") == name.endswith("_total"), f"a name that is none of a {kind}: {name}"
            families[name] = kind
        else:
            match = SAMPLE.match(line)
            assert match, f"no sample: {line}"
            ending = r"(_bucket|_sum|_count)" if families[family] == "histogram" else ""
            assert re.fullmatch(re.escape(family) + ending, match[1]), f"a sample of another family: {line}"
            labels = labels_of(match[2] or "")
            key = match[1], frozenset(labels.items())
            assert key not in samples, f"a sample twice: {line}"
            samples[key] = float(match[3])
    return families, samples


def check_histograms(families, samples):
    series = {}
    for (name, labels), value in samples.items():
        if name.endswith("_bucket") and families.get(name[:-7]) == "histogram":
            bound = dict(labels)["le"]
            series.setdefault((name[:-7], labels - {("le", bound)}), []).append((float(bound), value))
    for (name, labels), buckets in series.items():
        assert buckets == sorted(buckets), f"bounds do not rise: {name}"
        counts = [value for _, value in buckets]
        assert counts == sorted(counts), f"a histogram falls: {name}"
        assert buckets[-1][0] == float("inf") and buckets[-1][1] == samples[name + "_count", labels], name
        assert (name + "_sum", labels) in samples, name
    return len(series)


families, samples = read(sys.argv[2])
if sys.argv[1] == "check":
    assert None not in families.values() and len(samples) > 50
    print(f"{len(families)} families, {len(samples)} samples, {check_histograms(families, samples)} histograms")
else:
    match = re.fullmatch(rf"({NAME})(?:\{{(.*)\}})?", sys.argv[3])
    value = samples[match[1], frozenset(labels_of(match[2] or "").items())]
    print(int(value) if value == int(value) else value)
