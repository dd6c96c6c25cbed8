# SPDX-License-Identifier: Apache-2.0
"""A modem on a pseudo-terminal, with a software card in it: at_modem.py CARD LINK [MANNER…]. The port's name becomes a
link LINK; each command that comes is a line of LINK.log. Manners, each what some modem does:
  echo        repeats what it is told, whatever ATE0 says
  noise       says things unasked, between lines and inside the wait, and garbage before an answer
  csim        has no AT+CCHO; the basic channel is open to all
  bare        answers AT+CCHO with the number alone
  ids         its names for channels are not the card's numbers
  fetch       asks the card for the rest of an answer by itself
  count       counts octets, not digits, before an answer
  short=N     refuses commands of more than N octets with +CME ERROR: 24
  busy=N      answers +CME ERROR: 14 the first N times
  cme=N       answers AT+CCHO with that error, or with that text
  half@N      gives half an answer to the N-th command for the card, and then nothing
  garbled@N   gives an answer to it that is no hexadecimal
  hangup@N    goes away at it
  silent@N    never answers it
  refresh     carries out the REFRESH that the card announces"""
import os
import re
import sys
import time
import tty

from card import Card, on_channel

CSIM_REFUSED = b"\r\n+CME ERROR: 4\r\n"
OK = b"\r\nOK\r\n"
NAMES_FROM = 100


class HungUp(Exception):
    pass


class Modem:
    def __init__(self, card, master, log, manners):
        self.card, self.master, self.log = card, master, log
        self.flags = {m for m in manners if "=" not in m and "@" not in m}
        self.values = dict(m.split("=") for m in manners if "=" in m)
        self.moments = {int(m.split("@")[1]): m.split("@")[0] for m in manners if "@" in m}
        self.busy = int(self.values.get("busy", 0))
        self.commands = 0

    def say(self, octets):
        if "noise" in self.flags:
            octets = b"\r\n+CREG: 2\r\n\r\n^RSSI: 19\r\n" + octets
        os.write(self.master, octets)

    def is_busy(self):
        self.busy -= self.busy > 0
        return self.busy > 0

    def moment(self):
        self.commands += 1
        what = self.moments.get(self.commands)
        if what == "hangup":
            raise HungUp
        return what

    def give(self, name, apdu):
        """One command for the card, in the form of AT+CGLA and AT+CSIM."""
        if len(apdu) > int(self.values.get("short", 1000)):
            return b"\r\n+CME ERROR: 24\r\n"
        what = self.moment()
        if what == "silent":
            return b""
        answer = (self.card.transmit_whole if "fetch" in self.flags else self.card.transmit)(apdu)
        if "refresh" in self.flags and answer[-2] == 0x91:
            self.card.refresh(answer[-1])
            self.log.write("REFRESH\n")
            self.busy = 4
        digits = answer.hex().upper()
        if what == "half":
            return b'\r\n+%s: %d,"%s' % (name, len(digits), digits[:len(digits) // 2].encode())
        if what == "garbled":
            digits = "x" + digits[1:]
        return b'\r\n+%s: %d,"%s"\r\n' % (name, len(digits) // (2 if "count" in self.flags else 1), digits.encode()) + OK

    def open(self, aid):
        if "csim" in self.flags:
            return b"\r\nERROR\r\n"
        if "cme" in self.values:
            return b"\r\n+CME ERROR: %s\r\n" % self.values["cme"].encode()
        channel = self.card.open(aid)
        if channel < 0:
            return b"\r\n+CME ERROR: 22\r\n"
        name = channel + NAMES_FROM * ("ids" in self.flags)
        return b"\r\n" + (b"" if "bare" in self.flags else b"+CCHO: ") + b"%d\r\n" % name + OK

    def obey(self, line):
        name = line[3:].split("=")[0].split("?")[0]
        arguments = line.partition("=")[2].split(",")
        if name in ("CCHO", "CGLA", "CSIM", "CPIN") and self.is_busy():
            return b"\r\n+CME ERROR: 14\r\n"
        if name == "CCHO":
            return self.open(bytes.fromhex(arguments[0].strip('"')))
        if name == "CGLA" and "csim" not in self.flags:
            channel = int(arguments[0]) % NAMES_FROM
            assert int(arguments[1]) == len(arguments[2].strip('"'))
            return self.give(b"CGLA", on_channel(bytes.fromhex(arguments[2].strip('"')), channel))
        if name == "CSIM" and "csim" in self.flags:
            return OK if arguments == ["?"] else self.give(b"CSIM", bytes.fromhex(arguments[1].strip('"')))
        if name == "CCHC":
            return OK if self.card.close(int(arguments[0]) % NAMES_FROM) == 0 else b"\r\n+CME ERROR: 21\r\n"
        if line == "AT+CFUN=0":
            self.card.reset()
        if name == "CPIN":
            return b"\r\n+CPIN: READY\r\n" + OK
        return CSIM_REFUSED if name in ("CSIM", "CGLA") else OK

    def run(self):
        waiting = b""
        if "refresh" in self.flags:
            self.card.tell_profile()
        while True:
            try:
                waiting += os.read(self.master, 4096)
            except OSError:  # nobody has the port open
                time.sleep(0.02)
                continue
            while b"\r" in waiting:
                line, _, waiting = waiting.partition(b"\r")
                self.log.write(line.decode() + "\n")
                self.log.flush()
                if "echo" in self.flags:
                    os.write(self.master, line + b"\r")
                self.say(self.obey(line.decode()))


def main():
    card, link, *manners = sys.argv[1:]
    assert all(re.fullmatch(r"[a-z]+([=@].+)?", manner) for manner in manners)
    master, slave = os.openpty()
    tty.setraw(master)
    os.symlink(os.ttyname(slave), link)
    os.close(slave)
    with open(link + ".log", "w", encoding="ascii") as log:
        try:
            Modem(Card(card), master, log, manners).run()
        except HungUp:
            os.close(master)


main()
