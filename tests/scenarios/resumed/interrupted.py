#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""interrupted.py killed|pulled|stopped MOMENT ADDRESS MATCHING-ID CODE CARD

Downloads into CARD through a relay. At command MOMENT that goes through it, the LPA is killed after the card has carried the
command out, gets a Ctrl-C before, or the card is pulled out before. Then goes on with --resume, or from the beginning if nothing was kept. Ends with
0 when that installed the profile."""
import re
import signal
import socket
import subprocess
import sys
import threading

how, moment, address, matching_id, code, card = sys.argv[1], int(sys.argv[2]), *sys.argv[3:]
PATIENCE = 60


def receive(connection):
    def exactly(size):
        octets = b""
        while len(octets) < size:
            piece = connection.recv(size - len(octets))
            if not piece:
                raise ConnectionError
            octets += piece
        return octets
    head = exactly(2)
    return head + exactly(int.from_bytes(head, "big"))


def relay(terminal, card_port, interrupt):
    """Commands are longer than the one octet of a control message; only they and the ATR are answered."""
    count = 0
    with terminal, socket.create_connection(("127.0.0.1", card_port)) as to_card:
        try:
            while True:
                message = receive(terminal)
                is_command = len(message) > 3
                count += is_command
                if is_command and count == moment and interrupt:
                    if how == "killed":
                        to_card.sendall(message)
                        receive(to_card)
                    interrupt()
                    if how != "stopped":
                        return
                to_card.sendall(message)
                if is_command or message == b"\0\1\4":
                    terminal.sendall(receive(to_card))
        except (ConnectionError, OSError):
            return


def download(card_port, arguments, interrupted):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lpa = subprocess.Popen(["provisim-lpa", "--text", "--card", "tcp:127.0.0.1:%d" % listener.getsockname()[1],
                                "profile", "download", "-y", "-c", code] + arguments,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        listener.settimeout(PATIENCE)
        terminal, _ = listener.accept()
        stops = {"killed": lpa.kill, "pulled": lambda: None, "stopped": lambda: lpa.send_signal(signal.SIGINT)}
        thread = threading.Thread(target=relay, args=(terminal, card_port, stops[how] if interrupted else None))
        thread.start()
        said = lpa.communicate(timeout=PATIENCE)[0]
        thread.join(PATIENCE)
    print(said)
    return lpa.returncode, said


def send():
    return subprocess.run(["provisim-lpa", "--card", "tcp:127.0.0.1:%d" % port, "notification", "send"],
                          check=False).returncode


run = subprocess.Popen(["provisim-euicc", "run", card, "--tcp", "127.0.0.1:0", "--text"], stdout=subprocess.PIPE, text=True)
try:
    port = int(re.search(r"listens at 127\.0\.0\.1:(\d+);", run.stdout.readline()).group(1))
    order = ["-s", address, "-m", matching_id]
    result, said = download(port, order, True)
    if result == 0:  # installed by then, and perhaps not told
        sys.exit(send())
    if how != "killed" and "still good" not in said and "can be used again" not in said:
        sys.exit("what becomes of the code is not said")
    result, said = download(port, ["--resume"], False)
    listed = subprocess.run(["provisim-lpa", "--json", "--card", "tcp:127.0.0.1:%d" % port, "profile", "list"],
                            stdout=subprocess.PIPE, text=True, check=True).stdout
    if "No interrupted download" in said and '"iccid"' in listed:  # killed after it, while telling the server
        result = send()
    elif "No interrupted download" in said:
        result, said = download(port, order, False)
    sys.exit(result)
finally:
    run.terminate()
    run.wait(PATIENCE)
