/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs/lpa/card_choice.h"
#include "programs/lpa/doctor.h"

static const char pcsc_door[] = "/run/pcscd/pcscd.comm";

static void look_at_pcsc(struct doctor *doctor)
{
	struct stat about;
	if (stat(pcsc_door, &about) != 0)
		doctor_note(doctor, "service", FINDING_WARNING, NULL,
		            "The PC/SC service does not run here (%s is not there): install and start pcscd.", pcsc_door);
	else if (access(pcsc_door, R_OK | W_OK) != 0)
		doctor_note(doctor, "permissions", FINDING_FAULT, "Add this user to the group that may use the PC/SC service.",
		            "This user may not speak to the PC/SC service (%s).", pcsc_door);
	else
		doctor_note(doctor, "service", FINDING_GOOD, NULL, "The PC/SC service is there.");
}

static void look_at_device(struct doctor *doctor, const char *path)
{
	if (access(path, F_OK) != 0)
		doctor_note(doctor, "device", FINDING_FAULT,
		            "Plug the modem in, or give --card another device: \"card list\" has them.",
		            "There is no device %s.", path);
	else if (access(path, R_OK | W_OK) != 0)
		doctor_note(doctor, "permissions", FINDING_FAULT, "Add this user to the group of that device (ls -l shows it).",
		            "This user may not use %s (%s).", path, strerror(errno));
	else
		doctor_note(doctor, "device", FINDING_GOOD, NULL, "The device %s is there.", path);
}

/* Before the card is asked, because the reason is plainer here. */
static bool look_at_link(struct doctor *doctor)
{
	struct card_choice choice;
	if (card_choice_make(doctor->invocation, &choice) != EXIT_DONE)
		return false;
	if (choice.kind == CARD_PCSC)
		look_at_pcsc(doctor);
	else if (choice.kind == CARD_MODEM)
		look_at_device(doctor, choice.device.device);
	return !doctor_first_fault(doctor);
}

static void read_keys(struct doctor *doctor, struct json_value list)
{
	struct invocation *invocation = doctor->invocation;
	for (size_t i = 0; i < json_count(list) && doctor->card_key_count < DOCTOR_CI_KEYS_MAXIMUM; i++) {
		struct text key;
		if (!json_text(json_element(list, i), &key) ||
		    arena_copy_text(&invocation->arena, key, &doctor->card_keys[doctor->card_key_count]) != STATUS_OK)
			continue;
		doctor_note(doctor, "card CI", FINDING_GOOD, NULL, "The card trusts the CI with the key %.*s.",
		            TEXT_ARGUMENTS(key));
		doctor->card_key_count++;
	}
}

static void look_at_answer(struct doctor *doctor, struct json_value data)
{
	struct text eid, address;
	struct json_value info = json_member(data, "EUICCInfo2");
	if (!json_text(json_member(data, "eidValue"), &eid)) {
		doctor_note(doctor, "card", FINDING_FAULT, "Use another card: this one does not tell its EID.",
		            "The card tells no EID.");
		return;
	}
	doctor_note(doctor, "card", FINDING_GOOD, NULL, "The card is an eUICC with the EID %.*s.", TEXT_ARGUMENTS(eid));
	read_keys(doctor, json_member(info, "euiccCiPKIdListForVerification"));
	if (doctor->card_key_count == 0)
		doctor_note(doctor, "card CI", FINDING_FAULT, "Use another card: this one can download nothing.",
		            "The card trusts no CI.");
	struct json_value addresses = json_member(data, "EuiccConfiguredAddresses");
	const char *const names[] = { "defaultDpAddress", "rootDsAddress" };
	for (size_t i = 0; i < ARRAY_SIZE(names) && doctor->address.size == 0; i++)
		if (json_text(json_member(addresses, names[i]), &address) &&
		    arena_copy_text(&doctor->invocation->arena, address, &doctor->address) != STATUS_OK)
			doctor->address = (struct text){ 0 };
}

/* What the link and the channel say of themselves tells what to change, in its last part. */
static void note_refusal(struct doctor *doctor, struct text step, struct json_value data)
{
	struct text sentence = TEXT("The card cannot be used.");
	bool told = json_text(data, &sentence);
	const char *check = text_equal(step, TEXT("euicc_init")) ? "reader" : "card";
	const char *advice = "Check the card, its reader and --card: \"card list\" shows what there is.";
	if (told && memmem(sentence.data, sentence.size, "ISD-R", 5))
		advice = "Put an eUICC in, or give the AID of its ISD-R with --isd-r-aid: the known ones were tried.";
	else if (told && memmem(sentence.data, sentence.size, "logical channel", 15))
		advice = "Take the card out and put it in again: its logical channels are used up.";
	if (told && memmem(sentence.data, sentence.size, "--ca ", 5)) {
		check = "CI file";
		advice = "Give the CI certificate of this server with --ca.";
	}
	doctor_note(doctor, check, FINDING_FAULT, advice, "%.*s", TEXT_ARGUMENTS(sentence));
}

void doctor_look_at_card(struct doctor *doctor)
{
	static const char *const words[] = { "chip", "info", NULL };
	AUTO(json_document) document = { 0 };
	struct json_value data;
	struct text step;
	bool done;
	if (!look_at_link(doctor))
		return;
	if (!doctor_run(doctor, words, &document, &done, &step, &data))
		doctor_note(doctor, "card", FINDING_FAULT, "Take the card out and put it in again.",
		            "The card did not answer in time.");
	else if (done)
		look_at_answer(doctor, data);
	else
		note_refusal(doctor, step, data);
}
