#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""names.py CALL ARGUMENT…: calls the LPA as a program around lpac does, and compares what comes with lpac's names."""
import json
import os
import subprocess
import sys

TEXT, NUMBER, TEXTS, NULL = "text", "number", "texts", "null"
OR_NULL = (TEXT, NULL)

PROFILE = {"iccid": TEXT, "isdpAid": TEXT, "profileState": TEXT, "profileNickname": OR_NULL, "serviceProviderName": OR_NULL,
           "profileName": OR_NULL, "iconType": OR_NULL, "icon": OR_NULL, "profileClass": TEXT}
METADATA = {"iccid": TEXT, "serviceProviderName": OR_NULL, "profileName": OR_NULL, "iconType": OR_NULL, "icon": OR_NULL,
            "profileClass": TEXT, "profilePolicyRules": TEXTS}  # the last is ours
NOTIFICATION = {"seqNumber": NUMBER, "profileManagementOperation": TEXT, "notificationAddress": TEXT, "iccid": OR_NULL}
RESULT = {"seqNumber": NUMBER, "iccid": TEXT, "bppCommandId": TEXT, "errorReason": TEXT, "isdpAid": TEXT}  # the last is ours
CHIP = {
    "eidValue": TEXT,
    "EuiccConfiguredAddresses": {"defaultDpAddress": OR_NULL, "rootDsAddress": OR_NULL},
    "EUICCInfo2": {
        "profileVersion": TEXT, "svn": TEXT, "euiccFirmwareVer": TEXT,
        "extCardResource": {"installedApplication": NUMBER, "freeNonVolatileMemory": NUMBER, "freeVolatileMemory": NUMBER},
        "uiccCapability": TEXTS, "ts102241Version": OR_NULL, "globalplatformVersion": OR_NULL, "rspCapability": TEXTS,
        "euiccCiPKIdListForVerification": TEXTS, "euiccCiPKIdListForSigning": TEXTS, "euiccCategory": OR_NULL,
        "forbiddenProfilePolicyRules": TEXTS, "ppVersion": TEXT, "sasAcreditationNumber": OR_NULL,
        "certificationDataObject": {"platformLabel": OR_NULL, "discoveryBaseURL": OR_NULL},
    },
    "rulesAuthorisationTable": [{"pprIds": TEXTS, "allowedOperators": [{"plmn": TEXT, "gid1": OR_NULL, "gid2": OR_NULL}],
                                 "pprFlags": TEXTS}],
}
STEPS = ["es10b_get_euicc_challenge_and_info", "es9p_initiate_authentication", "es10b_authenticate_server",
         "es9p_authenticate_client", "es8p_metadata_parse", "es10b_prepare_download", "es9p_get_bound_profile_package",
         "es10b_load_bound_profile_package"]


def compare(value, want, place="data"):
    if isinstance(want, dict):
        assert isinstance(value, dict) and set(value) == set(want), f"{place}: {sorted(value)}, not {sorted(want)}"
        for name in want:
            compare(value[name], want[name], place + "." + name)
    elif isinstance(want, list):
        assert isinstance(value, list), place
        for one in value:
            compare(one, want[0], place + "[]")
    else:
        kinds = want if isinstance(want, tuple) else (want,)
        is_a = {TEXT: isinstance(value, str), NUMBER: isinstance(value, int) and not isinstance(value, bool), NULL: value is None,
                TEXTS: isinstance(value, list) and all(isinstance(one, str) for one in value)}
        assert any(is_a[kind] for kind in kinds), f"{place}: {value!r} is not {want}"


def call(*arguments, given=None, code=0, **environment):
    run = subprocess.run(["provisim-lpa", *arguments], input=given if given is not None else "", stdout=subprocess.PIPE, text=True,
                         env={**os.environ, **environment}, check=False)
    print(run.stdout, end="")
    assert (run.returncode == 0) == (code == 0), run.returncode
    return [json.loads(line) for line in run.stdout.splitlines()]


def result(lines, code=0):
    last = lines[-1]
    assert set(last) == {"type", "payload"} and last["type"] == "lpa", last
    assert set(last["payload"]) == {"code", "message", "data"} and last["payload"]["code"] == code, last
    assert code != 0 or last["payload"]["message"] == "success", last
    for line in lines[:-1]:
        assert line["type"] == "progress" and set(line["payload"]) == {"code", "message", "data"}, line
    return last["payload"]["data"]


def nothing(*arguments, **options):
    assert result(call(*arguments, **options)) is None


def refused(message, *arguments, given=None):
    lines = call(*arguments, code=-1, given=given)
    assert isinstance(result(lines, -1), str)
    assert lines[-1]["payload"]["message"] == message, lines[-1]


def dump():
    lines = call("notification", "dump", "-a")
    assert lines, "there is nothing to be dumped"
    for line in lines:
        compare(line, {"type": TEXT, "eid": TEXT, "seqNumber": NUMBER, "notificationAddress": TEXT, "pendingNotification": TEXT})
        assert line["type"] == "notification"
    return lines


def profile_download(address, matching_id, code):
    lines = call("profile", "download", "-s", address, "-m", matching_id, "-c", code, "-i", "356938035643809", "-p", given="y\n",
                 PROVISIM_NO_NOTIFICATIONS="1")
    compare(result(lines), RESULT)
    seen = [line["payload"] for line in lines[:-1]]
    assert [one["message"] for one in seen] == STEPS, [one["message"] for one in seen]
    for one in seen:
        if one["message"] == "es8p_metadata_parse":
            compare(one["data"], METADATA)
        else:
            compare(one["data"], OR_NULL)


def driver(*arguments):
    (line,) = call("driver", *arguments)
    assert set(line) == {"type", "payload"} and line["type"] == "driver", line
    return line["payload"]


def drivers():
    payload = driver("list")
    compare(payload, {"LPAC_APDU": TEXTS, "LPAC_HTTP": TEXTS})
    assert {"pcsc", "at", "at_csim", "stdio"} <= set(payload["LPAC_APDU"]) and set(payload["LPAC_HTTP"]) == {"curl", "stdio"}


def readers():
    payload = driver("apdu", "list")
    compare(payload["data"], [{"env": TEXT, "name": TEXT}])
    assert payload["env"] == "LPAC_APDU_PCSC_DRV_IFID"


CALLS = {
    "version": lambda: compare(result(call("version")), TEXT),
    "chip_info": lambda: compare(result(call("chip", "info")), CHIP),
    "chip_defaultsmdp": lambda address: nothing("chip", "defaultsmdp", address),
    "chip_purge": lambda: nothing("chip", "purge", "yes"),
    "profile_download": profile_download,
    "profile_download_refused": lambda address, matching_id: refused("es9p_authenticate_client", "profile", "download", "-s", address,
                                                                     "-m", matching_id, "-y"),
    "profile_list": lambda: compare(result(call("profile", "list", LPAC_CUSTOM_ES10X_MSS="60")), [PROFILE]),
    "profile_nickname": lambda iccid: nothing("profile", "nickname", iccid, "Name"),
    "profile_enable": lambda iccid: nothing("profile", "enable", iccid, "0", PROVISIM_NO_NOTIFICATIONS="1"),
    "profile_enable_again": lambda iccid: refused("es10c_enable_profile", "profile", "enable", iccid, "1"),
    "profile_disable": lambda iccid: nothing("profile", "disable", iccid, PROVISIM_NO_NOTIFICATIONS="1"),
    "profile_delete": lambda iccid: nothing("profile", "delete", iccid, PROVISIM_NO_NOTIFICATIONS="1"),
    "notification_list": lambda: compare(result(call("notification", "list")), [NOTIFICATION]),
    "notification_dump": dump,
    "notification_replay": lambda: nothing("notification", "replay", given="".join(json.dumps(line) + "\n" for line in dump())),
    "notification_replay_of_nonsense": lambda: [refused("parse_notification", "notification", "replay", given=given) for given in (
        "nonsense\n", "{}\n", '{"type":"notification","seqNumber":1,"notificationAddress":"localhost:1","pendingNotification":"AAAA"}\n',
        '{"type":"notification","seqNumber":1,"notificationAddress":"a b","pendingNotification":"MAA="}\n')],
    "notification_process": lambda: nothing("notification", "process", "-a", "-r"),
    "notification_remove": lambda: nothing("notification", "remove", "-a"),
    "driver_list": drivers,
    "driver_apdu_list": readers,
    "driver_http_info": lambda: compare(driver("http", "info"), {"curl_version": TEXT}),
}
CALLS[sys.argv[1]](*sys.argv[2:])
