#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tuak.py K TOPC RAND SQN AMF: a challenge and what it makes of TUAK (TS 35.231), by Python's SHAKE256.

With one iteration TUAK is the first octets of SHAKE256 over 96 octets, each value with its octets in reverse order. RES, CK and
IK have 8, 16 and 16 octets. Prints AUTN, RES, CK, IK."""
import hashlib
import sys


def run(k, topc, instance, rand=bytes(16), amf=bytes(2), sqn=bytes(6)):
    """The first 136 octets of the state afterwards."""
    instance |= 1 if len(k) == 32 else 0
    message = topc[::-1] + bytes([instance]) + b"TUAK1.0"[::-1] + rand[::-1] + amf[::-1] + sqn[::-1] + k[::-1].ljust(32, b"\0")
    return hashlib.shake_256(message).digest(136)


def main():
    k, topc, rand, sqn, amf = (bytes.fromhex(word) for word in sys.argv[1:6])
    mac = run(k, topc, 0x08, rand, amf, sqn)[:8][::-1]
    state = run(k, topc, 0x40 | 0x08, rand)
    res, ck, ik, ak = state[:8][::-1], state[32:48][::-1], state[64:80][::-1], state[96:102][::-1]
    autn = bytes(a ^ b for a, b in zip(sqn, ak)) + amf + mac
    print(*(octets.hex().upper() for octets in (autn, res, ck, ik)))


main()
