/* SPDX-License-Identifier: Apache-2.0 */
/* What the card tells about itself, and its addresses: SGP.22 5.7.3, 5.7.4, 5.7.8, 5.7.20, 5.7.22. */
#ifndef EUICC_INFORMATION_H
#define EUICC_INFORMATION_H

#include "euicc/card.h"
#include "profile_package/interpreter.h"

/* The version of SGP.22 that the card follows. */
struct version information_svn(const struct euicc *euicc);

/* What profile packages may ask of the card: said in EUICCInfo2 and held to when one is installed. */
struct profile_support information_profile_support(const struct euicc *euicc);

/* The same, and the version of the format, of every card of one kind. */
struct profile_support information_support_of(const struct euicc_personality *personality);
struct version information_profile_version(const struct euicc_personality *personality);

/* Bits of enum optional_command that cards of this kind do not have. */
uint32_t information_lacking_commands(const struct euicc_personality *personality);

/* Octets for profiles that are not in use. */
enum status information_free_memory(struct euicc *euicc, uint64_t *out) MUST_CHECK;

/* EUICCInfo2 (BF22, whole), appended. */
enum status information_info2_encode(struct euicc *euicc, struct buffer *out) MUST_CHECK;

/* ES10 functions. */
enum status information_info1(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status information_info2(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status information_eid(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status information_rules(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status information_addresses(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status information_activate_lpae(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status information_set_default_smdp(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
