# SPDX-License-Identifier: Apache-2.0
"""A software card behind a scripted modem: 'provisim euicc run FILE --stdio', which speaks lpac's protocol."""
import json
import subprocess


class Card:
    def __init__(self, path):
        self.process = subprocess.Popen(["provisim-euicc", "run", path, "--stdio"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.reset()

    def call(self, function, parameter=None):
        request = {"type": "apdu", "payload": {"func": function, "param": parameter}}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        payload = json.loads(self.process.stdout.readline())["payload"]
        return payload["ecode"], bytes.fromhex(payload.get("data", ""))

    def reset(self):
        assert self.call("connect")[0] == 0

    def open(self, aid):
        """The channel, or a negative number."""
        return self.call("logic_channel_open", aid.hex())[0]

    def close(self, channel):
        return self.call("logic_channel_close", "%02x" % channel)[0]

    def transmit(self, apdu):
        code, answer = self.call("transmit", apdu.hex())
        assert code == 0, apdu.hex()
        return answer

    def transmit_whole(self, apdu):
        """As a modem that fetches the rest of an answer by itself (TS 102 221 7.3.1.1.5)."""
        answer = self.transmit(apdu)
        data = answer[:-2]
        while answer[-2] == 0x61:
            answer = self.transmit(bytes([apdu[0], 0xC0, 0, 0, answer[-1]]))
            data += answer[:-2]
        return data + answer[-2:]

    def tell_profile(self):
        """TERMINAL PROFILE with everything in it: from now on the card has commands for its modem."""
        self.transmit(bytes.fromhex("8010000020") + bytes([0xFF] * 32))

    def refresh(self, size):
        """What a modem does when the card announces a command of so many octets, which can only be REFRESH."""
        command = self.transmit(bytes([0x80, 0x12, 0, 0, size]))
        assert command[0] == 0xD0 and command[5] == 0x01, command.hex()  # TS 102 223 6.6.13
        self.reset()
        self.tell_profile()


def on_channel(apdu, channel):
    """A modem that has its own names for channels puts the card's number into the class octet (ISO 7816-4 5.4.1)."""
    return bytes([apdu[0] & 0x80 | channel]) + apdu[1:]
