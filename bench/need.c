/* SPDX-License-Identifier: Apache-2.0 */
#include "need.h"

enum { SEGMENT_SIZE = 1007 };

/* Signs serverSigned1, smdpSigned2, InitialiseSecureChannel. Checks CERT.EUM, CERT.EUICC, euiccSigned1, euiccSigned2 and
 * the result, and of the notification both certificates and the signature, which bring six keys. Hashes what is signed, and
 * a request to know it again. The profile was protected ahead; what is left (A0, A1, A2) is not more than one segment. */
const struct floor_need smdp_need = { {
	[FLOOR_SIGN] = 3,
	[FLOOR_VERIFY] = 8,
	[FLOOR_GENERATE] = 1,
	[FLOOR_AGREE] = 1,
	[FLOOR_LOAD_POINT] = 6,
	[FLOOR_DIGEST] = 12,
	[FLOOR_SEGMENT] = 1,
} };

/* Checks CERT.DPauth, serverSigned1, CERT.DPpb, smdpSigned2, InitialiseSecureChannel; signs euiccSigned1, euiccSigned2, the
 * result and the notification; opens every segment. */
const struct floor_need euicc_need = { {
	[FLOOR_SIGN] = 4,
	[FLOOR_VERIFY] = 5,
	[FLOOR_GENERATE] = 1,
	[FLOOR_AGREE] = 1,
	[FLOOR_LOAD_POINT] = 4,
	[FLOOR_DIGEST] = 9,
	[FLOOR_SEGMENT] = 1 + (double)PROFILE_SIZE / SEGMENT_SIZE,
} };
