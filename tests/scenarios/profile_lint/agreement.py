#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds what `profile lint --target` predicts against what `euicc try` finds out: many broken profiles, every kind of card.

Prints a table, a line for each profile and a column for each kind: `+` both take it, `-` both refuse it, `!` they differ,
`?` they differ for a reason that stands in EXPLAINED. Ends with 1 on any `!`, and on a reason that no longer holds."""
import json
import pathlib
import subprocess
import sys

AID_USIM = "A0000000871002FF49FF0589FFFFFFFF"
AKA = ('- akaParameter:\n    algoParameter:\n      algorithmID: milenage\n      algorithmOptions: "01"\n'
       '      key: "465B5CE8B199B49FAA5F0A2EE238A6BC"\n      opc: "CD63CB71954A9F4E48A5994E37A02BAF"\n')
GFM = '- genericFileManagement:\n    fileManagementCMD:\n'
FILE = ('      - createFCP: {fileDescriptor: "4121", fileID: "6F77", securityAttributesReferenced: "2F0602", efFileSize: 4, '
        'shortEFID: none%s}\n')
FOLDER = ('      - createFCP: {fileDescriptor: "7821", fileID: "7F7A", securityAttributesReferenced: "2F060E", '
          'pinStatusTemplateDO: "010A"}\n')
PL = '    ef-pl:\n      content: "656E"\n'
TELECOM_PIN = '    df-telecom:\n      pinStatusTemplateDO: "010A"\n'
APPLICATION = '    loadBlock: {loadPackageAID: "A000000559101001", loadBlockObject: "010203"}\n'

# Name, and pairs of what is replaced in share/templates/sample.yaml, each once.
MUTANTS = [
    ("the sample as it is", []),
    # The mutation plan.
    ("end removed", [("- end: {}", "")]),
    ("identification twice", [("- telecom:\n", "- telecom:\n    identification: 1\n")]),
    ("unknown element, mandated", [("- telecom:\n", '- unknown: "AB07A0058000810177"\n\n- telecom:\n')]),
    ("unknown element, not mandated", [("- telecom:\n", '- unknown: "AB05A003810177"\n\n- telecom:\n')]),
    ("private tag 99 in an Fcp", [(PL, '    ef-pl: "A104DF6301008302656E"\n')]),
    ("private tag in an element that may lack",
     [("- telecom:\n", "- telecom:\n    mandated: false\n"), ('pinStatusTemplateDO: "010A"\n    ef-arr', 'unknown: "DF630100"\n'
       '      pinStatusTemplateDO: "010A"\n    ef-arr')]),
    ("PIN status of an undefined ADM", [(TELECOM_PIN, TELECOM_PIN.replace("010A", "010A0C"))]),
    ("content one octet over", [("3C3C000000", "3C3C00000000")]),
    ("size no multiple of records", [("efFileSize: 518", "efFileSize: 519")]),
    ("template that nobody knows", [("- telecom:\n", '- telecom:\n    templateID: "2.23.143.1.2.99"\n')]),
    ("the same, not mandated", [("- telecom:\n", '- telecom:\n    mandated: false\n    templateID: "2.23.143.1.2.99"\n')]),
    ("service 30", [("[usim, milenage]", '"810084009E00"')]),
    ("major version 4", [("major-version: 2", "major-version: 4")]),
    ("major version 1", [("major-version: 2", "major-version: 1")]),
    ("file before the MF", [("- mf:\n", GFM + FILE % "" + "\n- mf:\n")]),
    ("opt-usim before usim", [("- usim:\n", "- opt-usim:\n    ef-gid1: {content: \"00\"}\n\n- usim:\n")]),
    ("local PIN in the MF", [("retryNumLeft: 170}\n",
                              "retryNumLeft: 170}\n      - {keyReference: secondPINAppl1, pinValue: \"0000\"}\n")]),
    ("no PUKs", [("- pukCodes:\n    pukCodes:\n      - {keyReference: pukAppl1, pukValue: \"12345678\"}\n"
                  "      - {keyReference: secondPUKAppl1, pukValue: \"87654321\"}\n", "")]),
    ("PUKs behind PINs", [("- pukCodes:\n    pukCodes:\n      - {keyReference: pukAppl1, pukValue: \"12345678\"}\n"
                           "      - {keyReference: secondPUKAppl1, pukValue: \"87654321\"}\n", ""),
                          ("- telecom:\n", "- pukCodes:\n    pukCodes:\n      - {keyReference: pukAppl1, pukValue: "
                           "\"12345678\"}\n      - {keyReference: secondPUKAppl1, pukValue: \"87654321\"}\n\n- telecom:\n")]),
    ("link before its target", [("- telecom:\n", GFM + FILE.replace("efFileSize: 4, ", "") % ', linkPath: "7F106F06"' +
                                 "\n- telecom:\n")]),
    ("a negative number", [('- {keyReference: pukAppl1, pukValue: "12345678"}', '- "800101810831323334353637388201AA"')]),
    ("a padded number", [('- {keyReference: pukAppl1, pukValue: "12345678"}', '- "8002000181083132333435363738820200AA"')]),
    # What kinds of cards differ in.
    ("a default written out", [("    ef-umpc:\n", '    ef-umpc:\n      lcsi: "05"\n')]),
    ("a size with a leading nought", [(PL, '    ef-pl: "A104800200028302656E"\n')]),
    ("an empty link", [("    ef-umpc:\n", '    ef-umpc:\n      linkPath: ""\n')]),
    ("a file left out", [("ef-ad:\n      content: \"00000002\"", "ef-ad: doNotCreate")]),
    ("a BER-TLV file", [("- securityDomain:\n", GFM + FILE.replace("4121", "7921") % "" + "\n- securityDomain:\n")]),
    ("a BER-TLV file with a maximum", [("- securityDomain:\n", GFM + FILE.replace("4121", "7921")
                                        % ', proprietaryEFInfo: {maximumFileSize: 8}' + "\n- securityDomain:\n")]),
    ("files behind a security domain", [("- end:", GFM + FILE % "" + "\n- end:")]),
    ("a service that nothing needs", [("[usim, milenage]", "[usim, milenage, javacard]")]),
    ("CAT_TP is asked for", [("[usim, milenage]", "[usim, milenage, cat-tp]")]),
    ("a library is asked for", [("[usim, milenage]\n", '[usim, milenage]\n    eUICC-Mandatory-AIDs: '
                                 '[{aid: "A000000062010101", version: "0100"}]\n')]),
    ("a template of 3.0 listed", [("[usim, milenage]\n", '[usim, milenage]\n    eUICC-Mandatory-GFSTEList: '
                                   '["2.23.143.1.2.1", "2.23.143.1.2.4.2"]\n')]),
    ("a template of 3.0 used", [("- telecom:\n", '- telecom:\n    templateID: "2.23.143.1.2.3.2"\n')]),
    ("PINs behind several directories", [('      linkPath: "2F06"\n\n- usim:', '      linkPath: "2F06"\n    df-graphics:\n'
      '      pinStatusTemplateDO: "010A"\n\n- pinCodes:\n    pinconfig:\n      - {keyReference: secondPINAppl2, pinValue: '
      '"0000"}\n\n- usim:')]),
    ("usual options of algorithms", [('algorithmOptions: "01"', 'algorithmOptions: "02"')]),
    ("an application, mandated", [("- end:", "- application:\n" + APPLICATION + "\n- end:")]),
    ("an application, not mandated", [("- end:", "- application:\n    mandated: false\n" + APPLICATION + "\n- end:")]),
    ("catTpParameters", [("- end:", "- securityDomain:\n    instance:\n      applicationLoadPackageAID: \"A0000001515350\"\n"
      "      classAID: \"A000000151535041\"\n      instanceAID: \"A000000151000001\"\n      applicationPrivileges: \"80\"\n"
      "      applicationSpecificParametersC9: \"00\"\n    catTpParameters: {catTpMaxSduSize: 10, catTpMaxPduSize: 10}\n\n"
      "- end:")]),
    ("a directory without PINs", [(TELECOM_PIN, "    df-telecom: defaults\n")]),
    ("the same, not mandated", [("- telecom:\n" + TELECOM_PIN, "- telecom:\n    mandated: false\n    df-telecom: defaults\n")]),
    ("a file twice", [("- securityDomain:\n", GFM + FILE % "" + FILE % "" + "\n- securityDomain:\n")]),
    ("an ISIM", [("- securityDomain:\n", '- isim:\n    adf-isim: {fileID: "7FB0", dfName: "A0000000871004FF49FF0589FFFFFFFF", '
      'pinStatusTemplateDO: "010A"}\n    ef-impi: {efFileSize: 4, content: "80"}\n    ef-impu: {fileDescriptor: "42210004", '
      'efFileSize: 4, content: "80"}\n    ef-domain: {efFileSize: 4, content: "80"}\n    ef-ist: {content: "00"}\n'
      '    ef-arr: {fileDescriptor: "42210025", linkPath: "2F06"}\n\n' + AKA + "\n- securityDomain:\n")]),
    ("TUAK", [("algorithmID: milenage", "algorithmID: tuak"), ('opc: "CD63CB71954A9F4E48A5994E37A02BAF"', 'opc: "' + "55" * 32 +
      '"')]),
    ("a short key", [("A6BC\"", "A6\"")]),
    ("SQN instead of SEQ", [("37A02BAF\"\n", "37A02BAF\"\n    sqnDelta: \"FF0000000020\"\n")]),
    ("a key mapped", [("- securityDomain:\n", AKA.split("    algo", maxsplit=1)[0] + "    mappingParameter: {mappingOptions: "
      '"03", mappingSource: "A0000000871004FF"}\n\n- securityDomain:\n')]),
    ("a second USIM", [("- securityDomain:\n", '- usim:\n    adf-usim: {fileID: "7FD1", dfName: "' + AID_USIM[:-2] +
      '00", pinStatusTemplateDO: "010A"}\n    ef-imsi: {imsi: "001010123456780"}\n    ef-arr: {fileDescriptor: "42210025", '
      'linkPath: "2F06"}\n    ef-ust: {services: [20]}\n    ef-spn: {content: "00"}\n    ef-est: {services: []}\n    ef-acc: '
      '{access-classes: [0]}\n    ef-ecc: {content: "11F2FF00"}\n\n' + AKA + "\n- securityDomain:\n")]),
    ("the ICCID differs from its file", [('shortEFID: 2\n      iccid: "89999001012345678909"',
                                          'shortEFID: 2\n      iccid: "89999001012345678917"')]),
    ("octets that are too many for little buffers", [('ef-umpc:\n      content: "3C3C000000"', 'ef-umpc:\n      efFileSize: 300\n'
      '      content: "' + "00" * 300 + '"')]),
    ("files that are too many for little memory", [("- securityDomain:\n", GFM + (FILE % "").replace("Size: 4", "Size: 30000") +
      "\n- securityDomain:\n")]),
    ("a telecom that fails and may", [("- telecom:\n", "- telecom:\n    mandated: false\n"),
      ('linkPath: "2F06"\n\n- usim:', 'linkPath: "2F06"\n    ef-rma: {content: "00"}\n\n- usim:')]),
    ("a TAR twice", [("- end:", '- rfm: {instanceAID: "A00000055910100001", tarList: ["B20100"], minimumSecurityLevel: "12", '
      'uiccAccessDomain: "00", uiccAdminAccessDomain: "FF"}\n\n- end:')]),
    ("an AID twice", [("- end:", '- rfm: {instanceAID: "A000000151000000", tarList: ["B00010"], minimumSecurityLevel: "12", '
      'uiccAccessDomain: "00", uiccAdminAccessDomain: "FF"}\n\n- end:')]),
    ("an AID that an ADF has", [("- end:", '- rfm: {instanceAID: "' + AID_USIM + '", tarList: ["B00010"], '
      'minimumSecurityLevel: "12", uiccAccessDomain: "00", uiccAdminAccessDomain: "FF"}\n\n- end:')]),
    ("an ADF that is not there", [("- end:", '- rfm: {instanceAID: "A00000055910100001", tarList: ["B00010"], '
      'minimumSecurityLevel: "12", uiccAccessDomain: "00", uiccAdminAccessDomain: "FF", adfRFMAccess: {adfAID: "A000000087100400", '
      'adfAccessDomain: "00", adfAdminAccessDomain: "FF"}}\n\n- end:')]),
    ("a domain that is not there", [("- end:", '- rfm: {instanceAID: "A00000055910100001", securityDomainAID: '
      '"A000000151000009", tarList: ["B00010"], minimumSecurityLevel: "12", uiccAccessDomain: "00", uiccAdminAccessDomain: "FF"}'
      '\n\n- end:')]),
    ("an OTA key twice", [('keyIdentifier: "02"', 'keyIdentifier: "01"')]),
    ("an OTA key of a wrong length", [("00112233445566778899AABBCCDDEE01", "001122334455667788")]),
    ("a PIN twice", [("retryNumLeft: 170}\n", "retryNumLeft: 170}\n      - {keyReference: pinAppl1, pinValue: \"0000\"}\n")]),
    ("a PUK twice", [("secondPUKAppl1, pukValue", "pukAppl1, pukValue")]),
    ("two akaParameters", [("- securityDomain:\n", AKA + "\n- securityDomain:\n")]),
    ("PINs shared", [("- pinCodes:\n    pinconfig:\n      - {keyReference: secondPINAppl1, pinValue: \"0000\", "
      "unblockingPINReference: secondPUKAppl1, pinAttributes: 3}\n", "- pinCodes:\n    filePath: \"7F10\"\n")]),
    ("a directory as a link", [("- securityDomain:\n", GFM + '      - createFCP: {fileDescriptor: "7821", fileID: "7F7B", '
      'securityAttributesReferenced: "2F060E", pinStatusTemplateDO: "010A", linkPath: "7F10"}\n\n- securityDomain:\n')]),
    ("a directory as a link, without PIN status", [("- securityDomain:\n", GFM + '      - createFCP: {fileDescriptor: "7821", '
      'fileID: "7F7B", securityAttributesReferenced: "2F060E", linkPath: "7F10"}\n\n- securityDomain:\n')]),
    ("a path that leads nowhere", [("- securityDomain:\n", GFM + '      - filePath: "7F7C"\n' + FILE % "" +
      "\n- securityDomain:\n")]),
    ("a path that leads nowhere, and nothing made there", [("- securityDomain:\n", GFM + '      - filePath: "7F7C"\n'
      "\n- securityDomain:\n")]),
    ("no tries at all", [("retryNumLeft: 170", "retryNumLeft: 10")]),
    ("attributes above 7", [("pinAttributes: 6", "pinAttributes: 9")]),
    ("records of 300 octets", [('fileDescriptor: "42210025"\n      efFileSize: 518', 'fileDescriptor: "4221012C"\n      '
      'efFileSize: 4200')]),
    ("more records than there can be", [("- securityDomain:\n", GFM + FILE.replace("4121", "42210001").replace("Size: 4", "Size: 300")
      % "" + "\n- securityDomain:\n")]),
    ("rotation by 128", [("37A02BAF\"\n", "37A02BAF\"\n      rotationConstants: \"8000204060\"\n")]),
    ("no Keccak", [("37A02BAF\"\n", "37A02BAF\"\n      numberOfKeccak: 0\n")]),
    ("two telecoms", [("- usim:\n", "- telecom:\n    df-telecom: {pinStatusTemplateDO: \"010A\"}\n\n- usim:\n")]),
    ("PINs before the MF", [("- mf:\n", "- pinCodes:\n    pinconfig:\n      - {keyReference: pinAppl2, pinValue: \"0000\"}\n\n"
      "- mf:\n")]),
    ("two ends", [("- end: {}", "- end: {}\n\n- end: {}")]),
    ("an element behind end", [("- end: {}", '- end: {}\n\n- nonStandard: {mandated: false, issuerID: "2.23.143.9", content: "00"}')]),
    ("nonStandard", [("- end: {}", '- nonStandard: {issuerID: "2.23.143.9", content: "00"}\n\n- end: {}')]),
    ("two headers", [("- mf:\n", '- header: {major-version: 2, minor-version: 3, iccid: "89999001012345678909", '
      'eUICC-Mandatory-services: []}\n\n- mf:\n')]),
    ("an ADF with the identifier of telecom", [('fileID: "7FD0"', 'fileID: "7F10"')]),
    ("a file of the template again", [("- securityDomain:\n", GFM + '      - filePath: "7FD0"\n' + FILE.replace("6F77", "6F08")
      % "" + "\n- securityDomain:\n")]),
    ("PIN status as TLV", [(TELECOM_PIN, TELECOM_PIN.replace("010A", "90014083010183010A"))]),
    ("PIN status of a file", [("    ef-umpc:\n", '    ef-umpc:\n      pinStatusTemplateDO: "01"\n')]),
    ("two patterns", [("    ef-ust:\n", '    ef-hpplmn:\n      proprietaryEFInfo: {fillPattern: "00", repeatPattern: "FF"}\n'
      "    ef-ust:\n")]),
    ("a file of another kind", [("    ef-ust:\n", '    ef-hpplmn:\n      fileDescriptor: "42210001"\n    ef-ust:\n')]),
    ("a file with another identifier", [("    ef-ust:\n", '    ef-hpplmn:\n      fileID: "6F32"\n    ef-ust:\n')]),
    ("doNotCreate where nothing is made unasked", [("ef-msisdn: defaults", "ef-msisdn: doNotCreate")]),
    ("content of a link", [('linkPath: "2F06"\n\n- usim:', 'linkPath: "2F06"\n      content: "00"\n\n- usim:')]),
    ("a file of a directory that is not there", [('linkPath: "2F06"\n\n- usim:', 'linkPath: "2F06"\n    ef-img: {fileDescriptor: '
      '"42210004", efFileSize: 4}\n\n- usim:')]),
    ("a path of an odd length", [("- securityDomain:\n", GFM + '      - filePath: "7F107F"\n\n- securityDomain:\n')]),
    ("a path too deep", [("- securityDomain:\n", GFM + FOLDER + FOLDER.replace("7F7A", "5F01") + FOLDER.replace("7F7A", "5F02") +
      FOLDER.replace("7F7A", "5F03") + FOLDER.replace("7F7A", "5F04") + "\n- securityDomain:\n")]),
    ("an access rule that is not there", [("    ef-umpc:\n", '    ef-umpc:\n      securityAttributesReferenced: "2F0640"\n')]),
    ("a library that every card has", [("[usim, milenage]\n", '[usim, milenage]\n    eUICC-Mandatory-AIDs: '
                                 '[{aid: "A0000001515350", version: "0100"}]\n')]),
    ("pol", [("    eUICC-Mandatory-services", '    pol: "00"\n    eUICC-Mandatory-services')]),
    ("cdmaParameter without CSIM", [("- end:", '- cdmaParameter: {authenticationKey: "0000000000000000"}\n\n- end:')]),
    ("toolkit parameters that do not add up", [("011203B2010000", "011204B2010000")]),
    ("a first domain that is another's", [("instanceAID: \"A000000151000000\"\n", "instanceAID: \"A000000151000000\"\n"
      "      extraditeSecurityDomainAID: \"A000000151000001\"\n")]),
    ("an RFM before its domain", [("- securityDomain:\n", '- rfm: {instanceAID: "A00000055910100001", minimumSecurityLevel: "12", '
      'uiccAccessDomain: "00", uiccAdminAccessDomain: "FF"}\n\n- securityDomain:\n')]),
]

# The same for kinds that take older versions only.
OLDER = [("minor-version: 3", "minor-version: 1")]
OLDEST = [("minor-version: 3", "minor-version: 0")]
MUTANTS += [("2.1: " + name, OLDER + replacements) for name, replacements in MUTANTS if name in {
    "the sample as it is", "a size with a leading nought", "an empty link", "PINs behind several directories",
    "usual options of algorithms", "catTpParameters", "a BER-TLV file", "a BER-TLV file with a maximum", "a default written out",
    "a template of 3.0 used", "private tag 99 in an Fcp", "end removed", "unknown element, not mandated", "an ISIM"}]
MUTANTS += [("2.0: " + name, OLDEST + replacements) for name, replacements in MUTANTS if name in {
    "the sample as it is", "an empty link", "PINs behind several directories"}]

# (profile, kind of card): why both are right.
EXPLAINED = {
}


def call(program, *arguments):
    """The data of one command's JSON."""
    result = subprocess.run(["provisim", program, *arguments, "--json"], capture_output=True, text=True, check=False)
    try:
        data = json.loads(result.stdout)["payload"]["data"]
    except (ValueError, KeyError):
        data = None
    if not isinstance(data, (dict, list)):
        sys.exit(f"provisim {program} {' '.join(arguments)}: {result.stdout}{result.stderr}")
    return data


def write_mutant(source, replacements, path):
    for old, new in replacements:
        if old not in source:
            sys.exit(f"the sample has no {old!r}")
        source = source.replace(old, new, 1)
    path.write_text(source)


def compare(name, path, counts):
    """One line of the table; counts what agrees, differs and is explained."""
    line = ""
    for row in call("euicc", "try", str(path)):
        kind, truth = row["personality"], row["installed"]
        report = call("profile", "lint", str(path), "--target", kind)
        if report["installs"] == truth:
            if (name, kind) in EXPLAINED:
                print(f"# {name}, {kind}: no longer different, and explained")
                counts["wrong"] += 1
            line += "+" if truth else "-"
            counts["agree"] += 1
        elif (name, kind) in EXPLAINED:
            line += "?"
            counts["explained"] += 1
        else:
            line += "!"
            counts["wrong"] += 1
            why = "takes it" if truth else f"refuses it in {row.get('element')}: {row.get('status')}"
            stops = [f"{f['rule']} {f['path']}" for f in report["findings"] if f["effect"] != "taken"]
            print(f"# {name}: {kind} {why}; lint: {', '.join(stops) or 'nothing stops it'}")
    return line


def main():
    folder = pathlib.Path(sys.argv[1])
    source = pathlib.Path(sys.argv[2]).read_text()
    profiles = [(path.stem, path) for path in map(pathlib.Path, sys.argv[3:])]
    counts = {"agree": 0, "wrong": 0, "explained": 0}
    for number, (name, replacements) in enumerate(MUTANTS):
        path = folder / f"mutant{number}.yaml"
        write_mutant(source, replacements, path)
        profiles.insert(number, (name, path))
    kinds = [row["name"] for row in call("euicc", "personality", "list")]
    for number, kind in enumerate(kinds):
        print("# " + " " * 46 + "| " * number + kind)
    for name, path in profiles:
        print(f"# {name[:44]:46}" + " ".join(compare(name, path, counts)))
    for (name, kind), reason in EXPLAINED.items():
        print(f"# ? {name}, {kind}: {reason}")
    print(f"# {counts['agree']} agree, {counts['explained']} differ for a reason, {counts['wrong']} differ without one")
    sys.exit(1 if counts["wrong"] else 0)


if __name__ == "__main__":
    main()
