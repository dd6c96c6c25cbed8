/* SPDX-License-Identifier: Apache-2.0 */
/* What the device tells about itself inside ctxParams1 (SGP.22 4.2, 5.7.13). */
#ifndef RSP_DEVICE_INFO_H
#define RSP_DEVICE_INFO_H

#include "base/buffer.h"
#include "rsp/identifiers.h"

enum { TAC_SIZE = 4, IMEI_SIZE = 8 };

struct device_info {
	uint8_t tac[TAC_SIZE];
	bool has_imei;
	uint8_t imei[IMEI_SIZE];
	struct bytes capabilities; /* inside of deviceCapabilities; empty is legal */
};

/* TAC and IMEI from 15 digits (the coding of SGP.22 4.2, v2.1 and later). STATUS_MALFORMED. */
enum status device_info_set_imei(struct device_info *info, struct text imei) MUST_CHECK;

/* What is announced, bit n for the tag 80 + n of deviceCapabilities: gsm, utran … (SGP.22 4.2); tags from 9F are left out. */
uint32_t device_info_capabilities(const struct device_info *info);

/* ctxParamsForCommonAuthentication. */
struct context_parameters {
	bool has_matching_id;      /* present but empty differs from absent on the wire, not in meaning */
	struct text matching_id;
	struct device_info device;
};

/* The whole CtxParams1 (A0 …), as it stands inside AuthenticateServerRequest and euiccSigned1. */
enum status context_parameters_decode(struct bytes input, struct context_parameters *out) MUST_CHECK;
enum status context_parameters_encode(const struct context_parameters *parameters, struct buffer *out) MUST_CHECK;

#endif
