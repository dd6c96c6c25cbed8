#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""deconceal.py KEY-FILE SUCI: what a home network does with a concealed IMSI (TS 33.501 C.3), all of it by openssl.

KEY-FILE is PEM, SUCI the value of GET IDENTITY's answer in hexadecimal (TS 24.501 9.11.3.4). Prints
MCC MNC scheme key-identifier MSIN; ends with 1 if the tag is wrong."""
import subprocess
import sys
import tempfile

X25519_SPKI = bytes.fromhex("302a300506032b656e032100")
P256_SPKI = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")  # a compressed point


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, stdout=subprocess.PIPE, check=True).stdout


def shared_secret(key_file, ephemeral):
    prefix = X25519_SPKI if len(ephemeral) == 32 else P256_SPKI
    with tempfile.NamedTemporaryFile() as peer:
        peer.write(prefix + ephemeral)
        peer.flush()
        return openssl("pkeyutl", "-derive", "-inkey", key_file, "-peerkey", peer.name, "-peerform", "DER")


def open_output(key_file, output, key_size):
    """The scheme input, or None."""
    ephemeral, text, tag = output[:key_size], output[key_size:-8], output[-8:]
    z = shared_secret(key_file, ephemeral)
    keys = openssl("kdf", "-binary", "-keylen", "64", "-kdfopt", "digest:SHA256", "-kdfopt", "hexkey:" + z.hex(),
                   "-kdfopt", "hexinfo:" + ephemeral.hex(), "X963KDF")
    mac = openssl("mac", "-binary", "-digest", "SHA256", "-macopt", "hexkey:" + keys[32:].hex(), "HMAC", data=text)
    if mac[:8] != tag:
        return None
    return openssl("enc", "-d", "-aes-128-ctr", "-K", keys[:16].hex(), "-iv", keys[16:32].hex(), data=text)


def digits(octets):
    return "".join("%x%x" % (octet & 15, octet >> 4) for octet in octets)


def main():
    suci = bytes.fromhex(sys.argv[2])
    network, scheme, identifier = digits(suci[1:4]), suci[6], suci[7]
    msin = open_output(sys.argv[1], suci[8:], {1: 32, 2: 33}[scheme])
    if msin is None:
        sys.exit("the tag is wrong")
    mnc = network[4:6] + network[3].rstrip("f")
    print(network[:3], mnc, scheme, identifier, digits(msin).rstrip("f"))


main()
