#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""authenticate.py CARD SUBSCRIBERS.csv KIND, tuak or another: each subscriber of the list, whose profile is on the card, is
challenged by the network: osmo-auc-gen for Milenage and the test algorithm; it does not know TUAK, for which tuak.py
stands."""
import csv
import os
import subprocess
import sys

sys.dont_write_bytecode = True

import tuak  # noqa: E402

SEQUENCE = 64
AMF = "8000"
USIM = "A0000000871002"


def output_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=60).stdout.decode()


def of_osmocom(row, rand):
    algorithm = ["-a", "MILENAGE", "-o", row["opc"]] if "opc" in row else ["-a", "XOR"]
    text = output_of("osmo-auc-gen", "-3", *algorithm, "-k", row["ki"], "-f", AMF, "-r", rand.hex(), "-s", str(SEQUENCE))
    values = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
    return [bytes.fromhex(values[name]) for name in ("RES", "CK", "IK", "AUTN")]


def of_tuak(row, rand):
    return tuak.vector(bytes.fromhex(row["ki"]), bytes.fromhex(row["opc"]), rand, SEQUENCE.to_bytes(6, "big"),
                       bytes.fromhex(AMF), 8)


def answer(card, iccid, rand, autn):
    output_of("provisim", "lpa", "--card", card, "profile", "enable", iccid)
    return output_of("provisim", "euicc", "apdu", "--text", card, f"00A4040C{len(USIM) // 2:02X}{USIM}",
                     f"0088008122{len(rand):02X}{rand.hex()}{len(autn):02X}{autn.hex()}")


def main():
    card, path, kind = sys.argv[1:]
    tuak.check()
    wrong = 0
    with open(path) as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        rand = os.urandom(16)
        res, ck, ik, autn = (of_tuak if kind == "tuak" else of_osmocom)(row, rand)
        want = f"DB{len(res):02X}{res.hex()}10{ck.hex()}10{ik.hex()}".upper()
        got = answer(card, row["iccid"], rand, autn)
        if want not in got:
            wrong += 1
            print(f"{row['iccid']}: {want} expected of the card, which says\n{got}")
    print(f"{len(rows)} subscribers, {wrong} wrong")
    return not rows or wrong


sys.exit(main())
