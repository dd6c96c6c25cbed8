# SPDX-License-Identifier: Apache-2.0
"""Stands where qmi-proxy would, with a modem behind it that has a software card: the services CTL and UIM of QMI. Messages
and fields are as libqmi's data/qmi-service-ctl.json and data/qmi-service-uim.json have them."""
import struct

from proxy import Proxy, main

CTL, UIM = 0, 11
CTL_ALLOCATE, CTL_RELEASE, CTL_PROXY_OPEN = 0x0022, 0x0023, 0xFF00
POWER_OFF, POWER_ON, SEND_APDU, CLOSE, OPEN, SWITCH_SLOT, SLOT_STATUS = 0x30, 0x31, 0x3B, 0x3F, 0x42, 0x46, 0x47
INVALID_ARGUMENT, INTERNAL, DEVICE_NOT_READY, INVALID_COMMAND = 48, 3, 52, 71


def fields_of(octets):
    fields = {}
    while octets:
        kind, size = struct.unpack_from("<BH", octets)
        fields[kind] = octets[3:3 + size]
        octets = octets[3 + size:]
    return fields


def pack_fields(fields):
    return b"".join(struct.pack("<BH", kind, len(value)) + value for kind, value in fields)


class QmiProxy(Proxy):
    name = "qmi-proxy"

    def take(self, waiting):
        if len(waiting) < 3:
            return None, waiting
        assert waiting[0] == 1
        size = 1 + struct.unpack_from("<H", waiting, 1)[0]
        return (waiting[:size], waiting[size:]) if len(waiting) >= size else (None, waiting)

    def answer(self, message):
        service, client = message[4], message[5]
        header = "<BBHH" if service == CTL else "<BHHH"
        _, transaction, number, size = struct.unpack_from(header, message, 6)
        fields = fields_of(message[6 + struct.calcsize(header):])
        got = self.control(number, fields) if service == CTL else self.uim(number, fields)
        if got is None:
            return None
        error, more = got
        body = pack_fields([(0x02, struct.pack("<HH", error != 0, error))] + more)
        inner = struct.pack(header, 1 if service == CTL else 2, transaction, number, len(body)) + body
        return struct.pack("<BHBBB", 1, 5 + len(inner), 0x80, service, client) + inner

    def control(self, number, fields):
        if number == CTL_PROXY_OPEN:
            self.note("device " + fields[1].decode())
            return 0, []
        if number == CTL_ALLOCATE:
            assert fields[1] == bytes([UIM])
            return 0, [(1, bytes([UIM, 7]))]
        if number == CTL_RELEASE:
            self.note("released")
            return 0, [(1, fields[1])]
        return INVALID_COMMAND, []

    def uim(self, number, fields):
        slot = fields[1][0] if 1 in fields else 0
        if number == OPEN:
            return self.open(slot, fields[0x10][1:])
        if number == SEND_APDU:
            return self.send(fields[0x02][2:], fields[0x10][0])
        if number == CLOSE:
            self.note("close %d" % fields[0x11][0])
            return (0, []) if self.card.close(fields[0x11][0]) == 0 else (INTERNAL, [])
        if number in (POWER_OFF, POWER_ON):
            self.note("power %d" % (number == POWER_ON))
            self.restart()
            return 0, []
        if number == SLOT_STATUS:
            return 0, [(0x10, self.slots())]
        if number == SWITCH_SLOT:
            self.slot = struct.unpack("<I", fields[2])[0]
            self.note("slot %d" % self.slot)
            self.restart()
            return 0, []
        return INVALID_COMMAND, []

    def slots(self):
        iccid = bytes.fromhex("98990990103254769890")
        return bytes([2]) + b"".join(
            struct.pack("<IIBB", 2, slot == self.slot, slot == self.slot, len(iccid)) + iccid for slot in (1, 2))

    def open(self, slot, aid):
        assert slot == 1
        if "error" in self.values:
            return self.values["error"], []
        if self.is_unready():
            return DEVICE_NOT_READY, []
        channel = self.card.open(aid)
        if channel < 0:
            return INTERNAL, [(0x11, bytes.fromhex("6A82"))]
        self.note("open %d" % channel)
        return 0, [(0x10, bytes([channel])), (0x11, bytes.fromhex("9000"))]

    def send(self, apdu, channel):
        if self.is_too_long(apdu):
            return INVALID_ARGUMENT, []
        answer = self.transmit(apdu, channel)
        return None if answer is None else (0, [(0x10, struct.pack("<H", len(answer)) + answer)])


main(QmiProxy)
