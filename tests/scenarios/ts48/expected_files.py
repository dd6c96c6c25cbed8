# SPDX-License-Identifier: Apache-2.0
"""What files a profile package makes, worked out from the package and the tables of its templates alone.

Shares nothing with the programs under test. Knows what the published test profiles use, and stops at anything else.
"""
import csv

MF = 0x3F00
BY_DEFAULT = {"1", "4", "4.2", "8", "10", "10.2"}
KINDS = {0x01: "TR", 0x02: "LF", 0x06: "CY", 0x39: "BT", 0x38: "DF"}
# Tag of a template's element: the application whose ADF it extends.
ADF_OF = {0xB3: "usim", 0xB4: "usim", 0xB7: "usim", 0xB8: "usim", 0xBC: "usim", 0xBD: "usim",
          0xB5: "isim", 0xB6: "isim", 0xB9: "csim", 0xBA: "csim"}
MAKES_ADF = {0xB3, 0xB5, 0xB9}


def elements(data):
    """(tag, value) of each element in a run of DER."""
    at = 0
    while at < len(data):
        tag = data[at]
        at += 1
        if tag & 0x1F == 0x1F:
            tag = tag << 8 | data[at]
            at += 1
        length = data[at]
        at += 1
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[at:at + count], "big")
            at += count
        yield tag, data[at:at + length]
        at += length


def number_of(context_tag):
    """n of [n], constructed."""
    return context_tag & 0x7F if context_tag > 0xFF else context_tag & 0x1F


class Node:
    def __init__(self, fid, kind, parent):
        self.fid, self.kind, self.parent = fid, kind, parent
        self.aid = None
        self.size = self.record = 0
        self.short_id = None
        self.life_cycle = 0x05
        self.body = bytearray()
        self.link = None
        self.children = {}

    def path(self):
        return self.parent.path() + [self.fid] if self.parent else []

    def adf(self):
        return self if self.kind == "ADF" else self.parent.adf() if self.parent else None


class Templates:
    """Rows by template (arcs below 2.23.143.1.2), each {tag: row}."""

    def __init__(self, shared):
        self.rows = {}
        with open(shared / "data" / "saip-templates.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                arc = row["template_arc(2.23.143.1.2.x)"]
                self.rows.setdefault(arc, {})[int(row["pe_tag"])] = row
        self.read_csim((shared / "spec" / "11-saip-templates.md").read_text(encoding="utf-8"))

    def read_csim(self, text):
        """The CSIM tables are only in the page."""
        for heading, arc in (("## 11.17", "10"), ("## 11.18", "11")):
            section = text[text.index(heading):]
            section = section[:section.index("\n## ", 4)]
            for line in section.splitlines():
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                if len(cells) < 7 or not cells[0].isdigit():
                    continue
                tag, name, fid, kind, count, size, short_id = cells[:7]
                self.rows.setdefault(arc, {})[int(tag)] = {
                    "field": name, "fid": fid[:4] if fid[:4] != "para" else "param", "type": kind.split()[0], "dir": "ADF",
                    "nb_rec": count, "size": size.split()[0], "sfi": short_id, "default": "-"}


def plain(cell):
    """A table's number; None for a parameter or nothing."""
    return int(cell) if cell.isdigit() else None


def pattern_body(row, size):
    """The default content of a template's file or record."""
    text = row["default"]
    if text == "-":
        return b"\xFF" * size
    if text.endswith(") repeated"):
        unit = bytes.fromhex(text[1:text.index(")")])
        return (unit * (size // len(unit) + 1))[:size]
    if "…" not in text:
        body = bytes.fromhex(text)
        return (body + body[-1:] * size)[:size]
    prefix, suffix = (bytes.fromhex(part) for part in text.split("…"))
    middle = size - len(prefix) - len(suffix)
    return (prefix + prefix[-1:] * max(middle, 0) + suffix)[:size] if middle >= 0 else (prefix + suffix)[:size]


class Package:
    def __init__(self, data, templates):
        self.templates = templates
        self.root = Node(MF, "MF", None)
        self.applications = {}
        self.pins = {}           # (ADF or None, reference): value
        self.iccid = b""
        self.context = None      # the directory that the nearest element before made first
        for tag, value in elements(data):
            self.element(tag, value)

    def element(self, tag, value):
        if tag == 0xA0:
            self.iccid = dict(elements(value))[0x83]
        elif tag == 0xA1:
            self.management(value)
        elif tag == 0xA2:
            self.pin_codes(value)
        elif 0xB0 <= tag <= 0xBE:
            self.template(tag, value)

    def pin_codes(self, value):
        choice = dict(elements(value))[0xA1]
        for tag, inside in elements(choice):
            if tag != 0xA0:
                continue
            for _, code in elements(inside):
                fields = dict(elements(code))
                reference = int.from_bytes(fields[0x80], "big")
                owner = self.context.adf() if reference >= 0x80 else None
                self.pins[owner, reference] = fields[0x81]

    # ---- directories ----

    def find(self, path):
        node = self.root
        for at in range(0, len(path), 2):
            node = node.children[int.from_bytes(path[at:at + 2], "big")]
        return node

    def directory(self, row, adf):
        node = self.root
        for part in [part for part in row["dir"].split("/") if part]:
            node = adf if part == "ADF" else node.children[int(part, 16)]
        return node

    # ---- files ----

    def create(self, directory, fcp, row):
        """A file from its FCP and its template's row; either may be missing."""
        fcp, row = fcp or {}, row or {}
        descriptor = fcp.get(0x82, b"")
        kind = KINDS[descriptor[0] & 0x3F] if descriptor else row["type"]
        if row.get("type") in ("ADF", "MF") or 0x84 in fcp:
            kind = row.get("type", "ADF")
        fid = int.from_bytes(fcp[0x83], "big") if 0x83 in fcp else int(row["fid"][:4], 16)
        if kind == "MF":
            return self.root
        node = Node(fid, kind, directory)
        node.aid = fcp.get(0x84)
        node.life_cycle = fcp.get(0x8A, b"\x05")[0]
        assert fid not in directory.children, f"{fid:04X} twice"
        directory.children[fid] = node
        if kind in ("DF", "ADF"):
            return node
        self.set_short_id(node, fcp, row)
        if fcp.get(0xC7):
            node.link = fcp[0xC7]
            return node
        self.set_size(node, fcp, row, descriptor)
        self.set_body(node, fcp, row)
        return node

    @staticmethod
    def set_short_id(node, fcp, row):
        if 0x88 in fcp:
            node.short_id = fcp[0x88][0] >> 3 if fcp[0x88] else None
        elif row:
            node.short_id = int(row["sfi"], 16) if row["sfi"] != "-" else None
        else:
            node.short_id = node.fid & 0x1F or None

    @staticmethod
    def set_size(node, fcp, row, descriptor):
        proprietary = dict(elements(fcp.get(0xA5, b"")))
        size = int.from_bytes(fcp[0x80], "big") if 0x80 in fcp else None
        if node.kind in ("LF", "CY"):
            node.record = int.from_bytes(descriptor[2:4], "big") if len(descriptor) == 4 else plain(row["size"])
            node.size = size if size is not None else plain(row["nb_rec"]) * node.record
        else:
            given = size if size is not None else plain(row.get("size", "-"))
            node.size = given if given is not None else int.from_bytes(proprietary[0x86], "big")

    @staticmethod
    def set_body(node, fcp, row):
        if node.kind == "BT":
            return
        proprietary = dict(elements(fcp.get(0xA5, b"")))
        unit = node.record or node.size
        if 0xC1 in proprietary:
            fill = proprietary[0xC1]
            piece = (fill + fill[-1:] * unit)[:unit]
        elif 0xC2 in proprietary:
            repeat = proprietary[0xC2]
            piece = (repeat * (unit // len(repeat) + 1))[:unit]
        else:
            piece = pattern_body(row, unit) if row else b"\xFF" * unit
        node.body = bytearray(piece * (node.size // unit if unit else 0))

    def template(self, tag, value):
        fields = list(elements(value))
        oid = next(inside for field, inside in fields if field == 0x81)
        arc = ".".join(str(octet) for octet in oid[5:])
        rows = self.templates.rows[arc]
        given = {number_of(field): inside for field, inside in fields if field not in (0xA0, 0x81)}
        adf = self.applications.get(ADF_OF.get(tag))
        first = True
        for number, row in sorted(rows.items()):
            if number not in given and arc not in BY_DEFAULT:
                continue
            items = list(elements(given.get(number, b"")))
            if any(item == 0x80 for item, _ in items) and tag != 0xB0:
                continue
            fcp = next((dict(elements(inside)) for item, inside in items if item == 0xA1), None)
            directory = self.root if row["type"] in ("ADF", "MF") else self.directory(row, adf)
            node = self.create(directory, fcp, row)
            if row["type"] == "ADF":
                adf = self.applications[ADF_OF[tag]] = node
            if first and node.kind in ("MF", "ADF", "DF"):
                self.context = node
                first = False
            self.fill(node, [(item, inside) for item, inside in items if item in (0x82, 0x83)], 0x82)

    @staticmethod
    def fill(node, items, offset_tag):
        at = 0
        for tag, value in items:
            if tag == offset_tag:
                at += int.from_bytes(value, "big")
            else:
                node.body[at:at + len(value)] = value
                at += len(value)

    def management(self, value):
        directory, node, at, first = self.root, None, 0, True
        commands = next(inside for tag, inside in elements(value) if tag == 0xA1)
        for _, group in elements(commands):
            for tag, inside in elements(group):
                if tag == 0x80:
                    directory = self.find(inside)
                elif tag == 0x62:
                    node, at = self.create(directory, dict(elements(inside)), None), 0
                    if node.kind in ("DF", "ADF"):
                        directory = node
                        if first:
                            self.context, first = node, False
                elif tag == 0x02:
                    at += int.from_bytes(inside, "big")
                elif tag == 0x81:
                    node.body[at:at + len(inside)] = inside
                    at += len(inside)

    # ---- what a card must then show ----

    def target(self, node):
        return self.target(self.find(node.link)) if node.link else node

    def files(self, directory=None):
        """Every EF, in the order of its making."""
        for node in (directory or self.root).children.values():
            if node.kind in ("DF", "ADF"):
                yield from self.files(node)
            else:
                yield node
