/* SPDX-License-Identifier: Apache-2.0 */
/* What to tell a person for each pair of subject and reason code: the pairs of SGP.22 5.3, 5.6, 5.8 and 5.9. Each
 * sentence says what to do next, to whoever sees it: a user with an LPA or an operator with an order. */
#include <stdio.h>

#include "rsp/explanation.h"
#include "rsp/failure_reason.h"

struct sentence {
	struct text subject_code; /* empty: stands for every subject */
	struct text reason_code;
	struct text text;
	const char *cause; /* what is most likely behind it; NULL: the sentence says it */
};

#define SAY(subject, reason, sentence) \
	{ { (subject), sizeof(subject) - 1 }, { (reason), sizeof(reason) - 1 }, { (sentence), sizeof(sentence) - 1 }, NULL }
#define BECAUSE(subject, reason, cause, sentence) \
	{ { (subject), sizeof(subject) - 1 }, { (reason), sizeof(reason) - 1 }, { (sentence), sizeof(sentence) - 1 }, (cause) }

static const struct sentence pairs[] = {
	SAY("1.1", "1.1",
	    "The server does not know the caller: check the function requester identifier and the client certificate."),
	SAY("1.1", "2.1",
	    "The function requester identifier is not in the agreed form: correct it in the request's header."),
	SAY("1.1", "2.2", "The request's header lacks the function requester identifier: add it."),
	SAY("1.2", "4.2", "The server cannot carry out the request right now: try again later."),
	SAY("1.3.1", "2.1",
	    "The request is not in the form that the server expects: correct the member that is malformed."),
	SAY("1.3.1", "2.2", "The request lacks a mandatory member: add it and send the request again."),
	SAY("1.3.2", "3.1",
	    "The server does not speak this protocol version: send a version 2 X-Admin-Protocol header."),
	SAY("1.6", "1.2", "The caller may not use this function: ask the server's owner to allow it."),
	SAY("1.6", "3.3",
	    "The function call identifier was used for another request already: use another one for each call."),
	SAY("1.6", "3.1", "The server does not offer this function: check the path of the request."),
	SAY("8", "4.2",
	    "The download was cancelled for a reason that the device did not name: look at the device's log."),
	BECAUSE("8.1", "4.8", "Too many profiles, or one with large applications.",
	    "The eUICC has too little free memory for this profile: delete a profile and try again."),
	BECAUSE("8.1", "6.1", "The card was reset during the session, or somebody changed what was on its way.",
	    "The eUICC's signature does not hold for this session: start the download again, and check the card "
	    "if it repeats."),
	SAY("8.1.1", "2.1", "The EID is not 32 digits with valid check digits: correct it."),
	SAY("8.1.1", "2.2",
	    "The order needs an EID, because it has an SM-DS address or an empty matching ID: give the EID."),
	BECAUSE("8.1.1", "3.8", "The operator ordered the profile for another EID, or not at all.",
	    "No profile is waiting for this eUICC, or the order belongs to another EID: check the EID of the order."),
	SAY("8.1.1", "3.9", "The EID is not known to the server: check its digits."),
	SAY("8.1.1", "3.10", "The order is tied to another EID: use that EID, or cancel the order and make a new one."),
	BECAUSE("8.1.2", "6.1", "A test card at a live server, or a live card at a test server.",
	    "The card maker's certificate does not verify: use a card of a PKI that the server accepts."),
	SAY("8.1.2", "6.3", "The card maker's certificate has expired: the card must be replaced."),
	BECAUSE("8.1.3", "6.1", "A test card at a live server, or a copied certificate.",
	    "The eUICC's certificate does not verify, so the card or its EID is not genuine: use another card."),
	BECAUSE("8.1.3", "6.3", "An old card, or a server whose clock is wrong.",
	    "The eUICC's certificate has expired: the card must be replaced."),
	BECAUSE("8.2", "1.2", "A code that was used before, or an order that was never released.",
	    "The profile cannot be downloaded now, because its order is not released yet, or was used or closed "
	    "already: ask the operator."),
	BECAUSE("8.2", "3.7", "Another card began to download with this code.",
	    "The profile is bound to another download and cannot be bound again: ask the operator for a new order."),
	SAY("8.2.1", "1.2", "The profile with this ICCID belongs to another operator: check the ICCID."),
	SAY("8.2.1", "2.1", "The ICCID is not 18 to 20 digits: correct it."),
	SAY("8.2.1", "2.2", "The request lacks the ICCID or the final profile status: give both."),
	SAY("8.2.1", "2.3", "The request lacks an ICCID that this action needs: add it."),
	SAY("8.2.1", "3.3",
	    "The profile with this ICCID is in use by another order or already downloaded: choose another profile."),
	SAY("8.2.1", "3.5", "The profile's state does not allow this step: look at the order's state first."),
	SAY("8.2.1", "3.9",
	    "The server has no profile with this ICCID: check its digits, or put the profile in stock."),
	SAY("8.2.5", "1.2", "The caller may not order profiles of this type: ask the server's owner to allow it."),
	SAY("8.2.5", "2.1", "The profile type or the subscriber's data are wrong: correct them."),
	SAY("8.2.5", "2.2", "The order names neither an ICCID nor a profile type: give one of them."),
	SAY("8.2.5", "3.3", "There is a profile type of this name: choose another, or remove that one first."),
	SAY("8.2.5", "3.7", "No profile of this type is left in stock: add profiles, or order another type."),
	SAY("8.2.5", "3.8", "The profile with this ICCID is of another type: correct the ICCID or the type."),
	SAY("8.2.5", "3.9", "The server knows no such profile type: check its name."),
	BECAUSE("8.2.5", "4.3", "The card lacks memory or a function that the profile needs, or forbids its rules.",
	    "The profile does not suit this card or device: ask the operator for one that does."),
	SAY("8.2.6", "2.1", "The matching ID may have digits, capital letters and hyphens only: correct it."),
	SAY("8.2.6", "2.2", "The order has a matching ID, and the request lacks it: add it."),
	SAY("8.2.6", "3.3",
	    "The matching ID is in use by another order: choose another one, or let the server choose."),
	BECAUSE("8.2.6", "3.8", "A mistyped code, one that was used before, or a code for another server.",
	    "The server has no order with this matching ID: check the activation code, or whether it was used "
	    "already."),
	SAY("8.2.6", "3.10",
	    "The order has another matching ID: use that one, or cancel the order and make a new one."),
	BECAUSE("8.2.7", "2.2", "The code came by another way than the activation code, a letter for instance.",
	    "The operator asks for a confirmation code with this download: enter it."),
	BECAUSE("8.2.7", "3.8", "A mistyped code, or the matching ID given instead of it.",
	    "The confirmation code is wrong: check it and enter it again."),
	BECAUSE("8.2.7", "6.4", "Guessing.",
	    "The confirmation code was wrong too often, and the order is closed: ask the operator for a new one."),
	SAY("8.2.8", "1.2",
	    "The card does not allow the profile's policy rules: ask the operator for a profile without them."),
	SAY("8.2.9", "2.1", "The profile's metadata is malformed: correct the profile in stock."),
	SAY("8.2.9", "2.3",
	    "The profile's metadata lacks a field that is needed here: add it to the profile in stock."),
	SAY("8.2.9", "3.8",
	    "The device refused the profile's metadata, an empty name for instance: correct the profile in stock."),
	SAY("8.2.9", "3.11",
	    "The profile that came is not the one that was offered: nothing was installed; ask the operator."),
	SAY("8.2.10", "4.2",
	    "The card could not load the bound profile package: look at the installation result for the step "
	    "that failed."),
	SAY("8.2.12", "3.10", "The profile has another owner than the request says: check the ICCID."),
	SAY("8.2.13", "1.2", "The device does not take this enterprise profile: ask the device's owner."),
	SAY("8.2.13", "3.1", "The device does not support enterprise profiles: choose another device or profile."),
	SAY("8.2.13", "3.8", "The device's enterprise rules refuse this profile: ask the device's owner."),
	SAY("8.2.13", "3.12", "The profile belongs to another enterprise than the device: ask the device's owner."),
	SAY("8.2.14", "3.1",
	    "The device does not support the LPA proxy that the profile needs: choose another device or profile."),
	SAY("8.8", "3.10", "The cancellation names another SM-DP+: it was meant for a different server."),
	SAY("8.2.12", "2.1", "The operator's name or callback is none: use letters, digits and hyphens, and host:port/path."),
	SAY("8.2.12", "3.3", "The operator, its identifier or its certificate is there already, or profiles are still its own."),
	SAY("8.2.12", "3.9", "The server knows no such operator, or this certificate is not its own: look at the list."),
	BECAUSE("8.8.1", "3.8", "A server behind a name that its certificate or its settings do not have.",
	    "The server does not answer to this SM-DP+ address: check the address in the activation code."),
	BECAUSE("8.8.2", "3.1", "A test card at a live server, or a live card at a test server.",
	    "The server trusts none of the issuers that this eUICC's certificate can come from: the card and "
	    "the server are of different PKIs."),
	BECAUSE("8.8.3", "3.1", "A card that is too old, or much newer than the server.",
	    "The server does not support this eUICC's version of the specification: use a newer card."),
	BECAUSE("8.8.4", "3.7", "A test card at a live server, or a live card at a test server.",
	    "The server has no certificate from an issuer that this eUICC trusts: the card and the server are "
	    "of different PKIs."),
	SAY("8.8.5", "3.8", "The user rejected the download: the order is closed; make a new one if it was a mistake."),
	BECAUSE("8.8.5", "4.10", "The code lay around for longer than the operator keeps it.",
	    "The download order has expired: ask the operator for a new one."),
	BECAUSE("8.8.5", "6.4", "A card that fails again and again with this profile.",
	    "The profile was requested too often without success, and the order is closed: ask the operator for "
	    "a new one."),
	SAY("8.9", "4.2", "The SM-DS refused the event: check what was registered there, and try again."),
	SAY("8.9", "5.1", "The SM-DS cannot be reached: check its address and try again later."),
	SAY("8.9.1", "2.1",
	    "No LPA could follow the event to this address, or it is the SM-DS's own: give the address of an RSP server."),
	SAY("8.9.1", "3.8", "The server does not answer to this SM-DS address: check the address."),
	SAY("8.9.2", "3.1",
	    "The SM-DS trusts none of the issuers that this eUICC's certificate can come from: the card and the "
	    "server are of different PKIs."),
	SAY("8.9.3", "3.1", "The SM-DS does not support this eUICC's version of the specification: use a newer card."),
	SAY("8.9.4", "3.7",
	    "The SM-DS has no certificate from an issuer that this eUICC trusts: the card and the server are of "
	    "different PKIs."),
	SAY("8.9.5", "2.1", "The event ID may have digits, capital letters and hyphens only, and not be empty: correct it."),
	SAY("8.9.5", "3.3",
	    "An event with this ID is registered already: choose another event ID, or delete the old event."),
	SAY("8.9.5", "3.9",
	    "The SM-DS has no such event for this eUICC: it may have been fetched and deleted already."),
	SAY("8.9.5", "4.2",
	    "The caller has as many events for this eUICC as the SM-DS keeps: delete those that are no longer needed."),
	BECAUSE("8.10.1", "3.9", "Too much time between two steps, or a server that was restarted.",
	    "The server does not know this session, or it has ended: start the download again."),
	SAY("8.10.2", "2.2", "The order lacks its RPM script: add it."),
	SAY("8.10.3", "1.2", "The profile may not move to another device: ask the operator."),
	BECAUSE("8.11.1", "3.9", "A test card at a live server, or a live card at a test server.",
	    "The server does not trust the issuer of the eUICC's certificate: the card and the server are of "
	    "different PKIs."),
	SAY("8.11.1", "3.10",
	    "The eUICC used a certificate of another issuer than the server chose: start the download again."),
	SAY("8.12", "3.3", "The package was downloaded by a device already: it can no longer be cancelled."),
};

/* For pairs that no function of the standard names. */
static const struct sentence general[] = {
	SAY("", "1.1", "The server does not know who is asking: check the identification."),
	SAY("", "1.2", "The server does not allow this: ask its owner."),
	SAY("", "2.1", "The server found a value in the wrong form: correct the request."),
	SAY("", "2.2", "The server misses a mandatory value: complete the request."),
	SAY("", "2.3", "The server misses a value that this request needs: complete the request."),
	SAY("", "3.1", "The server does not support this: use another version or option."),
	SAY("", "3.3", "The value is in use already: choose another one."),
	SAY("", "3.5", "The present state does not allow this step: look at the state first."),
	SAY("", "3.7", "What was asked for is not available: ask the operator."),
	SAY("", "3.8", "The server refused the value: check it."),
	SAY("", "3.9", "The server does not know the value: check it."),
	SAY("", "3.10", "The values do not belong together: check them."),
	SAY("", "3.11", "The value has changed since it was last seen: start again."),
	SAY("", "3.12", "The values do not match: check them."),
	SAY("", "4.2", "The server failed to carry out the request: try again later."),
	SAY("", "4.3", "The server stopped because of a warning: ask its owner."),
	SAY("", "4.8", "There is too little memory: make room and try again."),
	SAY("", "4.10", "The time for this has run out: start again."),
	SAY("", "5.1", "Something that the server needs cannot be reached: try again later."),
	SAY("", "6.1", "The server could not verify what it was shown: check keys and certificates."),
	SAY("", "6.3", "Something that the server was shown has expired: renew it."),
	SAY("", "6.4", "It was tried too often: ask the operator."),
};

struct text failure_sentence(struct text subject_code, struct text reason_code)
{
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (text_equal(pairs[i].subject_code, subject_code) && text_equal(pairs[i].reason_code, reason_code))
			return pairs[i].text;
	for (size_t i = 0; i < ARRAY_SIZE(general); i++)
		if (text_equal(general[i].reason_code, reason_code))
			return general[i].text;
	return TEXT("The server did not carry out the request, "
	            "with codes that the standard does not explain: ask its owner.");
}

bool failure_explanation(size_t index, struct explanation *out)
{
	bool is_pair = index < ARRAY_SIZE(pairs);
	if (!is_pair && index - ARRAY_SIZE(pairs) >= ARRAY_SIZE(general))
		return false;
	const struct sentence *row = is_pair ? &pairs[index] : &general[index - ARRAY_SIZE(pairs)];
	*out = (struct explanation){ .kind = "server", .name = "" };
	snprintf(out->code, sizeof out->code, "%.*s/%.*s", is_pair ? (int)row->subject_code.size : 1,
	         is_pair ? row->subject_code.data : "*", TEXT_ARGUMENTS(row->reason_code));
	explanation_set(out, row->text.data, row->cause);
	return true;
}
