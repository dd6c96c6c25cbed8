#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# sharding.py FOLDER: see README.md.
import glob
import json
import os
import re
import subprocess
import sys

FOLDER = sys.argv[1]
ENOUGH = 60 # fewer statements than that, and the tests were not listened to
# Tables whose rows belong to a profile. The others are small and stand on every node, or have keys of their own.
OF_PROFILE = {"profile", "data_key", "package", "profile_imsi", "staged", "binding", "download", "notification", "subscriber",
              "outbox", "history"}

# What is done to many profiles at once.
OF_BATCH = r"(UPDATE profile SET state|DELETE FROM \w+ WHERE (iccid IN|batch))"
HOUSEKEEPING = r"DELETE FROM (history|outbox|staged) WHERE (recorded|ended|staged)_at|DELETE FROM outbox WHERE ended_at"
OF_EXPIRED = r"UPDATE profile SET version = version \+ 1 WHERE iccid IN|INSERT INTO outbox.* SELECT p\.iccid, p\.smds_address"
OF_OUTBOX = r"UPDATE outbox SET state = \d"

# Statements that may look for a profile's rows by something else than the ICCID: how they begin, and why.
EXCEPTIONS = [
    (r"SELECT s\.transaction_id", "a card comes with its matching ID or its EID, and finds the ICCID through an index"),
    (r"SELECT d\.transaction_id", "a card goes on with a transaction, and finds its ICCID through the index of those"),
    (r"SELECT p\.iccid.* FROM profile p LEFT JOIN download d ON d\.transaction_id",
     "a card reports on a transaction, and its ICCID is found through the index of those"),
    (r"SELECT p\.iccid.*FROM \(SELECT CAST", "an order of a type looks for one that is available"),
    (r"SELECT p\.iccid.* CASE WHEN p\.iccid = \$1", "a matching ID must be nobody else's"),
    (r"SELECT taken, imsi", "an IMSI must be nobody else's"),
    (r"SELECT v\.master_key.*FROM profile_type", "a profile that is made for an order has an IMSI that nobody else has"),
    (r"SELECT (p\.iccid|COUNT|state|s\.iccid|h\.iccid|e\.iccid|e\.subject|o\.iccid|o\.name|t\.name|v\.iccid|master_key)",
     "lists and counts"),
    (r"WITH RECURSIVE", "who has something to be told; which master keys are in use"),
    (r"SELECT (b\.name|t\.rules, t\.numbers_given, b\.name)|UPDATE batch ", "how far a batch has come"),
    (OF_EXPIRED, "orders that have expired are found by time"),
    (OF_BATCH, "a batch is published or dropped"),
    (HOUSEKEEPING, "what is old is removed"),
    (OF_OUTBOX, "an operator's outbox is emptied or sent again"),
]


class Postgres:
    """A server for one test, which does not run as root."""

    def __init__(self, programs):
        self.programs = programs
        self.data = os.path.join(FOLDER, "data")
        self.before = []
        if os.geteuid() == 0:
            self.before = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
            os.mkdir(self.data, 0o700)
            os.mkdir(os.path.join(FOLDER, "socket"))
            for name in ("data", "socket"):
                subprocess.run(["chown", "postgres", os.path.join(FOLDER, name)], check=True)
        else:
            os.mkdir(os.path.join(FOLDER, "socket"))
        self.socket = os.path.join(FOLDER, "socket")
        self.run("initdb", "-D", self.data, "-U", "provisim", "-A", "trust", "-N", "--locale=C.UTF-8")
        self.run("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.socket, "log"), "-o",
                 f"-F -c listen_addresses= -c unix_socket_directories={self.socket}", "start")

    def run(self, program, *arguments):
        subprocess.run([*self.before, os.path.join(self.programs, program), *arguments], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def ask(self, sql):
        """The output of psql, without ornaments."""
        done = subprocess.run([os.path.join(self.programs, "psql"), "-h", self.socket, "-U", "provisim", "-d", "postgres",
                               "-v", "ON_ERROR_STOP=1", "-qAt", "-f", "-"], input=sql, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")


def record():
    """Every query and transaction of the unit tests, as statements with their values."""
    path = os.path.join(FOLDER, "statements")
    environment = dict(os.environ, PROVISIM_STATEMENTS=path, PROVISIM_TEST_DATABASE="sqlite")
    tests = glob.glob(os.path.join(os.environ["PROVISIM_BUILD"], "tests/unit/smdp_*_test"))
    for test in sorted(tests):
        subprocess.run([test], env=environment, capture_output=True, check=False)
    with open(path, encoding="utf-8", errors="replace") as lines:
        return [json.loads(line) for line in lines]


def unseen(texts):
    """Statements of the source that no test asks for."""
    for path in sorted(glob.glob(os.path.join(os.environ["PROVISIM_SOURCE"], "src/s[em][rd][vp]*/*.c"))):
        with open(path, encoding="utf-8") as source:
            for begin in re.findall(r'=\s*"((?:SELECT|INSERT|UPDATE|DELETE|WITH)[^"]+)"', source.read()):
                if not any(text.startswith(begin) for text in texts):
                    yield f"no test asks for this of {os.path.basename(path)}: {begin}"


def plan(server, sql):
    """The plan of a statement with any values, indexes wherever they can serve."""
    count = max([int(number) for number in re.findall(r"\$(\d+)", sql)], default=0)
    arguments = "(" + ", ".join(["NULL"] * count) + ")" if count else ""
    text = server.ask(f"SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;\n"
                      f"PREPARE s AS {sql};\nEXPLAIN (VERBOSE, FORMAT JSON) EXECUTE s{arguments};")
    return json.loads(text)[0]["Plan"]


def nodes(node):
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


def looks_elsewhere(tree):
    """Tables of profiles that are read by something else than one ICCID."""
    for node in nodes(tree):
        if node.get("Relation Name") in OF_PROFILE and "Scan" in node["Node Type"]:
            conditions = " ".join(node.get(name, "") for name in ("Index Cond", "Filter"))
            if not re.search(r"\b(iccid|subject) = ", conditions):
                yield node["Relation Name"]


def iccid_of(statement):
    """The ICCID that a statement of a transaction changes something of; None: nothing of a profile."""
    sql, values = statement["sql"], statement["values"]
    table = re.search(r"(?:INTO|UPDATE|FROM) (\w+)", sql).group(1)
    if table not in OF_PROFILE:
        return None
    found = re.search(r"\b(iccid|subject) = \$(\d+)", sql)
    if sql.startswith("INSERT"):
        columns = re.search(r"\(([^)]*)\)", sql).group(1).split(", ")
        given = re.search(r"(?:VALUES \(|SELECT )(.*)", sql).group(1).split(", ")[columns.index("iccid" if "iccid" in columns else "subject")]
        found = re.match(r"\$(\d+)", given) or found
    return values[int(found.groups()[-1]) - 1] if found else "many"


def is_of_many(transaction):
    return any(re.match(begin, one["sql"]) for one in transaction["statements"]
               for begin in (OF_BATCH, HOUSEKEEPING, OF_OUTBOX))


def check(number, what, faults):
    print(f"{'not ok' if faults else 'ok'} {number} - {what}")
    for fault in faults:
        print(f"# {fault}")
    return not faults


def main():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        print("1..0 # SKIP no PostgreSQL")
        return 0
    recorded = record()
    texts = sorted({one["sql"] for line in recorded for one in line["statements"]})
    good = check(1, f"{len(texts)} statements were asked for", [] if len(texts) >= ENOUGH else texts)
    for remark in unseen(texts):
        print(f"# {remark}")
    server = Postgres(os.path.dirname(found[-1]))
    try:
        with open(os.path.join(os.environ["PROVISIM_SOURCE"], "sql/smdp.sql"), encoding="utf-8") as schema:
            server.ask(schema.read())
        strays = []
        for sql in texts:
            tables = sorted(set(looks_elsewhere(plan(server, sql))))
            if tables and not any(re.match(begin, sql, re.S) for begin, _ in EXCEPTIONS):
                strays.append(f"{', '.join(tables)}: {sql}")
    finally:
        server.stop()
    good &= check(2, "all of them read profiles by their ICCID, or are listed", strays)
    wide = {" | ".join(one["sql"] for one in line["statements"]) for line in recorded
            if line["transaction"] and not is_of_many(line)
            and len({iccid_of(one) for one in line["statements"]} - {None}) > 1}
    good &= check(3, "no transaction changes two profiles", sorted(wide))
    print("1..3")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
