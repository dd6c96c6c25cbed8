# SPDX-License-Identifier: Apache-2.0
"""Stands where mbim-proxy would, with a modem behind it that has a software card: of MBIM 1.0 the opening and closing, of
Microsoft's extensions low-level UICC access and the mapping of slots."""
import struct
import uuid

from proxy import Proxy, main

OPEN, CLOSE, COMMAND, DONE = 1, 2, 3, 0x80000000
PROXY_CONTROL = uuid.UUID("838cf7fb-8d0d-4d7f-871e-d71dbefbb39b")
BASIC = uuid.UUID("a289cc33-bcbb-8b4f-b6b0-133ec2aae6df")
EXTENSIONS = uuid.UUID("3d01dcc5-fef5-4d05-0d3a-bef7058e9aaf")
UICC = uuid.UUID("c2f6588e-f037-4bc9-8665-f4d44bd09367")
ATR, OPEN_CHANNEL, CLOSE_CHANNEL, APDU, RESET = 1, 2, 3, 4, 6
RADIO_STATE, SLOT_MAPPINGS = 3, 7
NO_DEVICE_SUPPORT, INVALID_PARAMETERS, NOT_INITIALIZED, SELECT_FAILED = 9, 21, 14, 0x87430002


def word(status_word):
    """SW1 in the low octet."""
    return status_word[0] | status_word[1] << 8


def with_octets(numbers, octets):
    """Numbers, then size and place of what follows them."""
    return struct.pack("<%dI" % (len(numbers) + 2), *numbers, len(octets), 4 * (len(numbers) + 2)) + octets + bytes(
        -len(octets) % 4)


class MbimProxy(Proxy):
    name = "mbim-proxy"

    def take(self, waiting):
        if len(waiting) < 12:
            return None, waiting
        size = struct.unpack_from("<I", waiting, 4)[0]
        return (waiting[:size], waiting[size:]) if len(waiting) >= size else (None, waiting)

    def answer(self, message):
        kind, _, transaction = struct.unpack_from("<III", message)
        if kind in (OPEN, CLOSE):
            return struct.pack("<IIII", kind | DONE, 16, transaction, 0)
        assert kind == COMMAND and struct.unpack_from("<II", message, 12) == (1, 0)
        service = uuid.UUID(bytes=message[20:36])
        command, is_set, size = struct.unpack_from("<III", message, 36)
        got = self.command(service, command, is_set, message[48:48 + size])
        if got is None:
            return None
        status, data = got
        return struct.pack("<IIIII", COMMAND | DONE, 48 + len(data), transaction, 1, 0) + service.bytes + struct.pack(
            "<III", command, status, len(data)) + data

    def command(self, service, command, is_set, data):
        if service == PROXY_CONTROL:
            self.note("configuration")
            return 0, b""
        if service == BASIC and command == RADIO_STATE:
            self.note("radio %d" % struct.unpack("<I", data)[0])
            self.restart()
            return 0, struct.pack("<II", 1, 1)
        if service == EXTENSIONS and command == SLOT_MAPPINGS:
            return self.map_slots(is_set, data)
        if service == UICC:
            return self.uicc(command, data)
        return NO_DEVICE_SUPPORT, b""

    def map_slots(self, is_set, data):
        if is_set:
            count, place = struct.unpack_from("<II", data)
            assert count == 1
            self.slot = 1 + struct.unpack_from("<I", data, place)[0]
            self.note("slot %d" % self.slot)
            self.restart()
        return 0, struct.pack("<IIII", 1, 12, 4, self.slot - 1)

    def uicc(self, command, data):
        if command == ATR:
            return 0, with_octets([], bytes.fromhex("3B00"))
        if command == OPEN_CHANNEL:
            size, place = struct.unpack_from("<II", data)
            return self.open(data[place:place + size])
        if command == CLOSE_CHANNEL:
            channel, group = struct.unpack_from("<II", data)
            self.note("close %d of %d" % (channel, group))
            return 0, struct.pack("<I", word(b"\x90\x00" if self.card.close(channel) == 0 else b"\x68\x81"))
        if command == APDU:
            channel, secure, form, size, place = struct.unpack_from("<IIIII", data)
            assert (secure, form) == (0, 0)
            return self.send(data[place:place + size], channel)
        if command == RESET and "noreset" not in self.flags:
            self.note("reset")
            self.restart()
            return 0, struct.pack("<I", 0)
        return NO_DEVICE_SUPPORT, b""

    def open(self, aid):
        if "error" in self.values:
            return self.values["error"], b""
        if self.is_unready():
            return NOT_INITIALIZED, b""
        channel = self.card.open(aid)
        if channel < 0:
            return SELECT_FAILED, b""
        self.note("open %d" % channel)
        return 0, with_octets([word(b"\x90\x00"), channel], b"")

    def send(self, apdu, channel):
        if self.is_too_long(apdu):
            return INVALID_PARAMETERS, b""
        answer = self.transmit(apdu, channel)
        return None if answer is None else (0, with_octets([word(answer[-2:])], answer[:-2]))


main(MbimProxy)
