#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""talk.py SOCKET STORY ARGUMENT…: a program that uses the agent. Ends with 0 when all went as the story says. TALK_AS_GROUPS: as
another user, in these groups (numbers with commas)."""
import json
import os
import socket
import sys

path, story, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
if "TALK_AS_GROUPS" in os.environ:
    os.setgroups([int(group) for group in os.environ["TALK_AS_GROUPS"].split(",")])
    os.setgid(65533)
    os.setuid(65533)


class Peer:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(path)
        self.lines = self.socket.makefile("r")

    def send(self, **request):
        self.socket.sendall(json.dumps(request).encode() + b"\n")

    def event(self):
        line = self.lines.readline()
        assert line, "the agent has closed"
        print(line, end="")
        return json.loads(line)

    def until(self, *kinds):
        seen = []
        while True:
            event = self.event()
            seen.append(event)
            if event["type"] in kinds:
                return event, seen

    def call(self, command, *words, **options):
        self.send(id="7", command=command, arguments=list(words), options=options)
        event, _ = self.until("lpa")
        assert event["id"] == "7", event
        return event["payload"]


peer = Peer()
if story == "list":
    result = peer.call("profile list")
    assert result["code"] == 0 and len(result["data"]) == int(arguments[0]), result
elif story == "download":
    answers = [one.split("=") for one in arguments[1:]]
    peer.send(id="a", command="profile download", arguments=[arguments[0]])
    steps = []
    while True:
        event, seen = peer.until("question", "lpa")
        steps += [one["payload"]["message"] for one in seen]
        assert all(one["id"] == "a" for one in seen), seen
        if event["type"] == "lpa":
            break
        kind, answer = answers.pop(0)
        assert ("Install it" if kind == "consent" else "Confirmation code") in event["payload"]["data"], event
        peer.send(id="a", answer=answer)
    assert event["payload"]["code"] == 0 and not answers, event
    assert "es8p_metadata_parse" in steps and "es10b_load_bound_profile_package" in steps, steps
elif story in ("cancel", "leave"):
    peer.send(id="b", command="profile download", arguments=arguments)
    peer.until("question")
    if story == "cancel":
        peer.send(id="b", cancel=True)
        event, seen = peer.until("lpa")
        assert event["payload"]["code"] == -1 and "can be used again" in event["payload"]["data"], event
        assert "es9p_cancel_session" in [one["payload"]["message"] for one in seen], seen
elif story == "early":
    peer.send(id="e", command="profile download", arguments=arguments)
    peer.send(id="e", cancel=True)
    event, _ = peer.until("lpa")
    assert event["id"] == "e" and event["payload"]["code"] == -1, event
elif story == "both":
    other = Peer()
    peer.send(id="c", command="profile download", arguments=arguments)
    peer.until("question")
    other.send(id="d", command="profile list")
    assert other.event()["type"] == "waiting"
    peer.send(id="c", command="profile list")  # one at a time
    event, _ = peer.until("lpa")
    assert event["payload"]["code"] == -1 and "under way" in event["payload"]["data"], event
    peer.send(id="c", answer="later")
    peer.until("lpa")
    event, _ = other.until("lpa")
    assert event["payload"]["code"] == 0, event
elif story == "manage":
    iccid = arguments[0]
    assert peer.call("profile nickname", iccid, "Work phone")["code"] == 0
    assert peer.call("profile enable", iccid)["code"] == 0
    assert peer.call("profile disable", iccid)["code"] == 0
    assert peer.call("profile delete", iccid, yes=True)["code"] == 0
    assert peer.call("profile delete", iccid, yes=True)["code"] == -1
    assert peer.call("notification list")["code"] == 0
    assert peer.call("explain", "6A88")["data"][0]["code"] == "6A88"
elif story == "nonsense":
    for line in (b"nonsense\n", b"{}\n", b"[]\n", b"{\"id\":1,\"command\":7}\n", b"{\"answer\":\"y\"}\n", b"{\"cancel\":true}\n", b"\n"):
        peer.socket.sendall(line)
        event, _ = peer.until("lpa")
        assert event["payload"]["code"] == -1, event
    assert peer.call("agent")["code"] == -1
    assert peer.call("profile list", "--card", "else.card")["code"] == -1
    assert peer.call("profile list", card="else.card")["code"] == -1
    assert peer.call("profile download", "/etc/hostname")["code"] == -1
    assert peer.call("profile download", "-")["code"] == -1
    assert peer.call("profile download", server="--card=x")["code"] == -1
    assert peer.call("profile list", *["x"] * 100)["code"] == -1
    peer.socket.sendall(b"x" * 70000)  # a line without end: the agent hangs up
    try:
        while peer.lines.readline():
            pass
    except ConnectionError:
        pass
    peer = Peer()
    assert peer.call("profile list")["code"] == 0
elif story == "forbidden":
    result = peer.call(arguments[0], *arguments[1:], yes=True)
    assert result["code"] == -1 and "policy" in result["data"], result
else:
    sys.exit("no such story")
