# SPDX-License-Identifier: Apache-2.0
"""What qmi_proxy.py and mbim_proxy.py share: a socket where the library looks for its proxy, one client after the other, and
what goes wrong: NAME_proxy.py CARD LOG [FAULT…]. LOG gets a line for each message. Faults:
  port=LINK  none: instead of the socket there is the modem's device, a pseudo-terminal to which LINK becomes a link
  short=N    refuses commands of more than N octets
  error=N    answers the opening of a channel with that error
  slot=N     the slot that is in use; there are two
  refresh    carries out the REFRESH that the card announces
  unready=N  the card is not ready for the first N openings after it was started anew
  silent@N   never answers the N-th command for the card
  hangup@N   ends the connection instead
  noreset    cannot reset the card"""
import os
import socket
import sys
import tty

from card import Card, on_channel


class HungUp(Exception):
    pass


class Proxy:
    name = None

    def __init__(self, card, log, faults):
        self.card, self.log = card, log
        values = dict(f.split("=") for f in faults if "=" in f)
        self.port = values.pop("port", None)
        self.values = {key: int(value) for key, value in values.items()}
        self.moments = {int(f.split("@")[1]): f.split("@")[0] for f in faults if "@" in f}
        self.flags = {f for f in faults if "=" not in f and "@" not in f}
        self.slot = self.values.get("slot", 1)
        self.commands = 0
        self.unready = 0

    def note(self, text):
        self.log.write(text + "\n")
        self.log.flush()

    def restart(self):
        self.card.reset()
        self.unready = self.values.get("unready", 0)

    def is_unready(self):
        self.unready -= self.unready > 0
        return self.unready > 0

    def is_too_long(self, apdu):
        return len(apdu) > self.values.get("short", 1000)

    def transmit(self, apdu, channel):
        """None: nothing is to be answered."""
        self.commands += 1
        what = self.moments.get(self.commands)
        if what == "hangup":
            raise HungUp
        if what == "silent":
            return None
        answer = self.card.transmit(on_channel(apdu, channel))
        if "refresh" in self.flags and answer[-2] == 0x91:
            self.card.refresh(answer[-1])
            self.note("REFRESH")
            self.unready = self.values.get("unready", 0)
        return answer

    def take(self, waiting):
        """The first whole message and the rest, or None and all of it."""
        raise NotImplementedError

    def answer(self, message):
        raise NotImplementedError

    def serve(self, read, write):
        waiting = b""
        while True:
            octets = read()
            if not octets:
                return
            waiting += octets
            message, waiting = self.take(waiting)
            while message:
                answer = self.answer(message)
                if answer:
                    write(answer)
                message, waiting = self.take(waiting)

    def serve_port(self):
        master, slave = os.openpty()
        tty.setraw(slave)  # which stays open: its manner would be forgotten
        os.symlink(os.ttyname(slave), self.port)
        self.note("listening")
        self.serve(lambda: os.read(master, 65536), lambda octets: os.write(master, octets))

    def run(self):
        if "refresh" in self.flags:
            self.card.tell_profile()
        if self.port:
            self.serve_port()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind("\0" + self.name)
        listener.listen(4)
        self.note("listening")
        while True:
            connection, _ = listener.accept()
            try:
                self.serve(lambda: connection.recv(65536), connection.sendall)
            except (HungUp, ConnectionError):
                pass
            connection.close()


def main(kind):
    card, log, *faults = sys.argv[1:]
    if not os.environ.get("PROVISIM_OWN_NETWORK"):
        sys.exit("the proxy's socket would be everybody's")
    with open(log, "w", encoding="ascii") as file:
        kind(Card(card), file, faults).run()
