# SPDX-License-Identifier: Apache-2.0
"""TUAK with a Keccak of its own (3GPP TS 35.231), held against a published set of TS 35.233 and against hashlib's SHA-3."""
import hashlib

MASK = (1 << 64) - 1
INSTANCE_F2345 = 0x40
RES_64, MAC_64 = 0x08, 0x08
KEY_256 = 0x01


def rotated(lane, count):
    count %= 64
    return (lane << count | lane >> (64 - count)) & MASK if count else lane


def round_constants():
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for bit in range(7):
            if register & 1:
                constant ^= 1 << ((1 << bit) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


def keccak(state):
    lanes = [int.from_bytes(state[8 * i:8 * i + 8], "little") for i in range(25)]
    for constant in round_constants():
        columns = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        for i in range(25):
            lanes[i] ^= columns[(i + 4) % 5] ^ rotated(columns[(i + 1) % 5], 1)
        x, y, carried = 1, 0, lanes[1]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lanes[x + 5 * y], carried = rotated(carried, (t + 1) * (t + 2) // 2), lanes[x + 5 * y]
        for y in range(0, 25, 5):
            row = lanes[y:y + 5]
            for x in range(5):
                lanes[y + x] = row[x] ^ ~row[(x + 1) % 5] & MASK & row[(x + 2) % 5]
        lanes[0] ^= constant
    return b"".join(lane.to_bytes(8, "little") for lane in lanes)


def block(instance, key, top, rand=bytes(16), amf=bytes(2), sqn=bytes(6)):
    """Everything is written from its last octet to its first."""
    instance |= KEY_256 if len(key) == 32 else 0
    head = top[::-1] + bytes([instance]) + b"TUAK1.0"[::-1] + rand[::-1] + amf[::-1] + sqn[::-1]
    return (head + key[::-1].ljust(32, b"\0") + b"\x1f" + bytes(38) + b"\x80").ljust(200, b"\0")


def vector(key, topc, rand, sqn, amf, res_octets):
    """RES, CK and IK of 128 bits, and AUTN with a MAC of 64."""
    code = {4: 0, 8: RES_64}[res_octets]
    mac = keccak(block(MAC_64, key, topc, rand, amf, sqn))[:8][::-1]
    out = keccak(block(INSTANCE_F2345 | code, key, topc, rand))
    hidden = bytes(a ^ b for a, b in zip(sqn, out[96:102][::-1]))
    return out[:res_octets][::-1], out[32:48][::-1], out[64:80][::-1], hidden + amf + mac


def check():
    digest = keccak(b"abc\x06".ljust(135, b"\0") + b"\x80" + bytes(64))[:32]
    assert digest == hashlib.sha3_256(b"abc").digest()
    one = bytes.fromhex
    top, key = b"\x55" * 32, b"\xab" * 16
    topc = keccak(block(0, key, top))[:32][::-1]
    assert topc == one("bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff")
    res, ck, ik, autn = vector(key, topc, b"\x42" * 16, b"\x11" * 6, b"\xff" * 2, 4)
    assert (res, autn[8:]) == (one("657acd64"), one("f9a54e6aeaa8618d"))
    assert (ck, ik) == (one("d71a1e5c6caffe986a26f783e5c78be1"), one("be849fa2564f869aecee6f62d4337e72"))
    assert autn[:6] == bytes(a ^ 0x11 for a in one("719f1e9b9054"))
