#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""initiate.py request CI.pem HOST:PORT > request.json
initiate.py check answer.json HOST:PORT: the answer in pieces for openssl: server.der, signed1.der, signature.der."""
import base64
import json
import subprocess
import sys


def tlv(tag, value):
    assert len(value) < 128
    return bytes.fromhex(tag) + bytes([len(value)]) + value


def integer(octets):
    octets = octets.lstrip(b"\0")
    return tlv("02", (b"\0" if octets[0] & 0x80 else b"") + octets)


def request(ci, address):
    text = subprocess.run(["openssl", "x509", "-in", ci, "-noout", "-ext", "subjectKeyIdentifier"],
                          check=True, capture_output=True, text=True).stdout
    key = bytes.fromhex(text.splitlines()[1].strip().replace(":", ""))
    info1 = b"\xbf\x20" + tlv("", tlv("82", b"\2\2\2") + tlv("A9", tlv("04", key)) + tlv("AA", tlv("04", key)))
    print(json.dumps({"smdpAddress": address, "euiccChallenge": base64.b64encode(bytes(range(16))).decode(),
                      "euiccInfo1": base64.b64encode(info1).decode()}))


def check(path, address):
    answer = json.load(open(path, encoding="utf-8"))
    assert answer["header"]["functionExecutionStatus"] == {"status": "Executed-Success"}, answer
    transaction = answer["transactionId"]
    assert transaction == transaction.upper() and len(transaction) == 32, transaction
    signed1 = base64.b64decode(answer["serverSigned1"])
    assert bytes.fromhex(transaction) in signed1 and address.encode() in signed1 and bytes(range(16)) in signed1
    signature = base64.b64decode(answer["serverSignature1"])
    assert signature[:3] == b"\x5f\x37\x40" and len(signature) == 67, signature
    r, s = signature[3:35], signature[35:]
    for name, octets in (("server.der", base64.b64decode(answer["serverCertificate"])), ("signed1.der", signed1),
                         ("signature.der", tlv("30", integer(r) + integer(s)))):
        with open(name, "wb") as file:
            file.write(octets)


{"request": request, "check": check}[sys.argv[1]](*sys.argv[2:])
