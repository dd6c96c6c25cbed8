# SPDX-License-Identifier: Apache-2.0
"""Installs each published test profile by way of SM-DP+ and LPA, and reads every file back through APDUs."""
import json
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import expected_files  # noqa: E402

PROVISIM = pathlib.Path(os.environ["PROVISIM_BIN"]) / "provisim"
SHARED = pathlib.Path(os.environ["PROVISIM_SHARED"])
KIND_OF_DESCRIPTOR = expected_files.KINDS
BLOCK = 255
UNREADABLE_MAXIMUM = 8  # keys that the profile's own rules let nobody read


def provisim(*arguments):
    """The data of a command that must succeed."""
    done = subprocess.run([PROVISIM, *map(str, arguments), "--json"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    last = done.stdout.strip().splitlines()[-1:] or ["{}"]
    payload = json.loads(last[0]).get("payload", {})
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, arguments[:3]))}: {payload.get('data') or done.stderr.strip()}")
    return payload["data"]


# ---- the road ----

def install(package, work):
    """A card in which this profile is installed and enabled."""
    (work / "smdp.yaml").write_text("address: localhost:PORT\nlisten: 127.0.0.1:0\ndatabase: smdp.db\npki: ../pki\n"
                                    .replace("PORT", "1"))
    config = ["--config", work / "smdp.yaml"]
    iccid = provisim("smdp", "profile", "add", package, *config)["iccid"]
    provisim("smdp", "order", iccid, *config)
    code = provisim("smdp", "confirm", iccid, "--release", *config)["matchingId"]
    card = work / "card"
    provisim("euicc", "create", card, "--pki", work.parent / "pki")
    port = free_port()
    (work / "smdp.yaml").write_text(f"address: localhost:{port}\nlisten: 127.0.0.1:{port}\ndatabase: smdp.db\npki: ../pki\n")
    server = subprocess.Popen([PROVISIM, "smdp", "serve", *config], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert "listening" in server.stdout.readline()
        lpa = ["lpa", "--card", card, "--ca", work.parent / "pki" / "ci.pem"]
        provisim(*lpa, "profile", "download", "-s", f"localhost:{port}", "-m", code, "--yes")
        provisim(*lpa, "profile", "enable", iccid)
    finally:
        server.terminate()
        server.communicate()
    return card


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# ---- the terminal ----

class Script:
    """APDUs to be sent in one session, each with the name of what its answer is for."""

    def __init__(self):
        self.commands, self.names = [], []

    def add(self, name, command):
        self.commands.append(command)
        self.names.append(name)

    def play(self, card):
        """(name, data, status word) of each, in order."""
        answers = provisim("euicc", "apdu", card, *self.commands)
        assert len(answers) == len(self.commands)
        return [(name, bytes.fromhex(answer[:-4]), answer[-4:]) for name, answer in zip(self.names, answers)]


def begin(package, adf):
    """Selects the application, or the MF, and proves every code that the profile has."""
    script = Script()
    if adf:
        script.add(None, f"00A40404{len(adf.aid):02X}{adf.aid.hex()}")
    for (owner, reference), value in package.pins.items():
        if owner in (None, adf) and not (owner is None and reference >= 0x80):
            script.add(None, f"002000{reference:02X}08{value.hex()}")
    return script


def path_of(node, adf):
    path = node.path()
    path = [0x7FFF] + path[path.index(adf.fid) + 1:] if adf else path
    return "".join(f"{fid:04X}" for fid in path)


def add_reading(script, package, node, adf):
    path = path_of(node, adf)
    script.add((node, "select"), f"00A40804{len(path) // 2:02X}{path}")
    target = package.target(node)
    if target.kind == "TR":
        for at in range(0, target.size, BLOCK):
            script.add((node, "read"), f"00B0{at:04X}{min(BLOCK, target.size - at):02X}")
    elif target.kind in ("LF", "CY"):
        for number in range(1, target.size // target.record + 1):
            script.add((node, "read"), f"00B2{number:02X}04{target.record:02X}")


# ---- the comparison ----

def check_control(package, node, data):
    """What SELECT tells, against the package."""
    template = dict(expected_files.elements(data))
    fcp = dict(expected_files.elements(template[0x62]))
    target = package.target(node)
    descriptor = fcp[0x82]
    assert KIND_OF_DESCRIPTOR[descriptor[0] & 0x3F] == target.kind, "another kind of file"
    assert int.from_bytes(fcp[0x83], "big") == node.fid, "another identifier"
    assert int.from_bytes(fcp[0x80], "big") == target.size, f"{int.from_bytes(fcp[0x80], 'big')} octets, not {target.size}"
    if target.record:
        assert int.from_bytes(descriptor[2:4], "big") == target.record, "another record length"
        assert descriptor[4] == target.size // target.record, "another number of records"
    shown = fcp.get(0x88)
    short_id = node.fid & 0x1F or None if shown is None else shown[0] >> 3 if shown and shown[0] else None
    assert short_id == node.short_id, f"short identifier {short_id}, not {node.short_id}"
    assert fcp[0x8A][0] == node.life_cycle, "another life cycle"


class Comparison:
    def __init__(self, package):
        self.package = package
        self.wrong, self.unreadable, self.seen = [], [], 0
        self.shown = {}  # what `profile show --files` says: body by path

    def tree(self, card, nodes, adf):
        script = begin(self.package, adf)
        for node in nodes:
            add_reading(script, self.package, node, adf)
        bodies, refused = {}, set()
        for name, data, word in script.play(card):
            if name is None:
                continue
            node, what = name
            if what == "select":
                self.selected(node, data, word)
                bodies[node] = b""
            elif word == "9000":
                bodies[node] += data
            elif word == "6982":
                refused.add(node)
            else:
                self.wrong.append(f"{self.name(node)}: {word} when read")
        for node, body in bodies.items():
            self.read(node, body, refused)

    def name(self, node):
        return "/".join(f"{fid:04X}" for fid in node.path())

    def selected(self, node, data, word):
        self.seen += 1
        if word not in ("9000", "6283"):
            self.wrong.append(f"{self.name(node)}: {word} when selected")
            return
        try:
            check_control(self.package, node, data)
        except (AssertionError, KeyError) as problem:
            self.wrong.append(f"{self.name(node)}: {problem}")

    def read(self, node, body, refused):
        target = self.package.target(node)
        if node in refused:
            self.unreadable.append(self.name(node))
            return
        if self.shown.get(self.name(target)) != body and target.kind != "BT":
            self.wrong.append(f"{self.name(node)}: `profile show --files` shows something else")
        if target.kind != "BT" and body != bytes(target.body):
            at = next((i for i, (a, b) in enumerate(zip(body, target.body)) if a != b), min(len(body), len(target.body)))
            self.wrong.append(f"{self.name(node)}: octet {at} of {len(target.body)} differs: "
                              f"{body[at:at + 8].hex()}, not {bytes(target.body[at:at + 8]).hex()}")


def compare(path, templates, work):
    package = expected_files.Package(path.read_bytes(), templates)
    card = install(path, work)
    comparison = Comparison(package)
    for file in provisim("profile", "show", "--files", path)["files"]:
        comparison.shown[file["path"]] = bytes.fromhex(file.get("content", ""))
    by_application = {}
    for node in package.files():
        by_application.setdefault(node.adf(), []).append(node)
    for adf, nodes in by_application.items():
        comparison.tree(card, nodes, adf)
    return comparison


def main(names):
    work = pathlib.Path.cwd()
    templates = expected_files.Templates(SHARED)
    provisim("pki", "init", work / "pki")
    profiles = [path for path in sorted((SHARED / "data" / "upp").glob("*.der")) if not names or path.stem in names]
    print(f"1..{len(profiles)}")
    failed = False
    for number, path in enumerate(profiles, 1):
        folder = work / path.stem
        folder.mkdir()
        try:
            result = compare(path, templates, folder)
            wrong, text = result.wrong, f"{result.seen} files, {len(result.unreadable)} not to be read by anybody"
            if len(result.unreadable) > UNREADABLE_MAXIMUM:
                wrong = wrong + [f"{len(result.unreadable)} files cannot be read: {' '.join(result.unreadable)}"]
        except AssertionError as problem:
            wrong, text = [str(problem)], "not installed"
        failed |= bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {path.stem}: {text}", flush=True)
        for line in wrong:
            print(f"# {line}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
