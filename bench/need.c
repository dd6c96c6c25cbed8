/* SPDX-License-Identifier: Apache-2.0 */
#include "need.h"

enum { SEGMENT_SIZE = 1007 };

/* Signs serverSigned1, smdpSigned2, InitialiseSecureChannel. Checks CERT.EUICC, euiccSigned1, euiccSigned2, the result and
 * the notification; the signature of CERT.EUM is known, and in the notification that of CERT.EUICC. Hashes what is signed, and
 * a request to know it again. The profile was protected ahead; what is left (A0, A1, A2) is not more than one segment. */
const struct floor_need smdp_need = { {
	[FLOOR_SIGN] = 3,
	[FLOOR_VERIFY] = 5,
	[FLOOR_GENERATE] = 1,
	[FLOOR_AGREE] = 1,
	[FLOOR_LOAD_POINT] = 5,
	[FLOOR_DIGEST] = 9,
	[FLOOR_SEGMENT] = 1,
} };

/* The yardstick for servers: a profile that is protected while the card waits, with four signatures and two agreements. */
const struct floor_need server_need = { {
	[FLOOR_SIGN] = 4,
	[FLOOR_VERIFY] = 5,
	[FLOOR_GENERATE] = 2,
	[FLOOR_AGREE] = 2,
	[FLOOR_LOAD_POINT] = 5,
	[FLOOR_DIGEST] = 9,
	[FLOOR_SEGMENT] = 1 + (double)PROFILE_SIZE / SEGMENT_SIZE,
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

/* Signs serverSigned1. Checks CERT.EUICC and euiccSigned1; the signature of CERT.EUM is known. */
const struct floor_need smds_need = { {
	[FLOOR_SIGN] = 1,
	[FLOOR_VERIFY] = 2,
	[FLOOR_LOAD_POINT] = 1,
	[FLOOR_DIGEST] = 3,
} };
