/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

/* What must have come before an element, and what makes a second one allowed. */
struct order_rule {
	uint32_t tag;
	unsigned needs;    /* MF_SEEN … */
	unsigned once;     /* the mark it leaves, and may not find */
	enum naa own;      /* NAA that it makes */
	unsigned service;  /* that allows a second of it; nought: none */
	unsigned platform; /* service without which the card cannot take it; nought: none */
};

static const struct order_rule order_rules[] = {
	{ .tag = ELEMENT_PIN_CODES },
	{ .tag = ELEMENT_PUK_CODES, .needs = MF_SEEN, .once = PUK_SEEN },
	{ .tag = ELEMENT_AKA, .needs = MF_SEEN },
	{ .tag = ELEMENT_CDMA, .needs = MF_SEEN },
	{ .tag = ELEMENT_SECURITY_DOMAIN, .needs = MF_SEEN },
	{ .tag = ELEMENT_RFM, .needs = SD_SEEN },
	{ .tag = ELEMENT_APPLICATION, .needs = SD_SEEN },
	{ .tag = ELEMENT_END, .needs = MF_SEEN },
	{ .tag = ELEMENT_CD, .needs = MF_SEEN, .once = CD_SEEN },
	{ .tag = ELEMENT_TELECOM, .needs = MF_SEEN, .once = TELECOM_SEEN },
	{ .tag = ELEMENT_USIM, .needs = MF_SEEN, .own = NAA_USIM, .service = SERVICE_MULTIPLE_USIM,
	  .platform = SERVICE_USIM },
	{ .tag = ELEMENT_ISIM, .needs = MF_SEEN, .own = NAA_ISIM, .service = SERVICE_MULTIPLE_ISIM,
	  .platform = SERVICE_ISIM },
	{ .tag = ELEMENT_CSIM, .needs = MF_SEEN, .own = NAA_CSIM, .service = SERVICE_MULTIPLE_CSIM,
	  .platform = SERVICE_CSIM },
	{ .tag = ELEMENT_IOT, .own = NAA_USIM, .service = SERVICE_MULTIPLE_USIM, .platform = SERVICE_USIM },
	{ .tag = ELEMENT_OPT_IOT, .needs = MF_SEEN, .platform = SERVICE_USIM },
	{ .tag = ELEMENT_OPT_USIM, .needs = MF_SEEN, .platform = SERVICE_USIM },
	{ .tag = ELEMENT_OPT_ISIM, .needs = MF_SEEN, .platform = SERVICE_ISIM },
	{ .tag = ELEMENT_OPT_CSIM, .needs = MF_SEEN, .platform = SERVICE_CSIM },
};

static enum pe_status check_rule(struct interpreter *interpreter, const struct order_rule *rule)
{
	bool is_second = (interpreter->so_far.seen & rule->once) != 0;
	if (rule->own != NAA_NONE && interpreter->so_far.naa_count[rule->own] > 0)
		is_second = !(interpreter->services >> rule->service & 1);
	if (profile_support_follows(interpreter->support, RULE_ANY_REPETITION))
		is_second = false;
	if ((interpreter->so_far.seen & rule->needs) != rule->needs || is_second)
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	interpreter->so_far.seen |= rule->once;
	if (rule->platform != 0 && !(interpreter->support->services >> rule->platform & 1))
		return PE_FEATURE_NOT_SUPPORTED;
	return PE_OK;
}

enum pe_status interpret_order(struct interpreter *interpreter)
{
	uint32_t tag = interpreter->element.tag;
	bool is_header = tag == ELEMENT_HEADER;
	if (is_header == interpreter->has_header)
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	if (tag == ELEMENT_PIN_CODES && !interpreter->so_far.has_pin_context)
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	if (tag == ELEMENT_CDMA && interpreter->so_far.naa_count[NAA_CSIM] == 0)
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	enum pe_status status = interpret_iot_order(interpreter, tag);
	if (status != PE_OK)
		return status;
	for (size_t i = 0; i < ARRAY_SIZE(order_rules); i++)
		if (order_rules[i].tag == tag)
			return check_rule(interpreter, &order_rules[i]);
	return PE_OK;
}
