/* SPDX-License-Identifier: Apache-2.0 */
/* The public TS.48 test profiles in ../shared/data/upp, for shared_file(). */
#ifndef TESTS_SUPPORT_SHARED_PROFILES_H
#define TESTS_SUPPORT_SHARED_PROFILES_H

static const char *const shared_profiles[] = {
	"data/upp/TS48V1-A-UNIQUE.der",
	"data/upp/TS48V1-B-UNIQUE.der",
	"data/upp/TS48V2-SAIP2-1-BERTLV-UNIQUE.der",
	"data/upp/TS48V2-SAIP2-1-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V2-SAIP2-3-BERTLV-UNIQUE.der",
	"data/upp/TS48V2-SAIP2-3-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V3-SAIP2-1-BERTLV-UNIQUE.der",
	"data/upp/TS48V3-SAIP2-1-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V3-SAIP2-3-BERTLV-UNIQUE.der",
	"data/upp/TS48V3-SAIP2-3-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V4-SAIP2-1A-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V4-SAIP2-1B-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V4-SAIP2-3-BERTLV-UNIQUE.der",
	"data/upp/TS48V4-SAIP2-3-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V5-SAIP2-1A-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V5-SAIP2-1B-NOBERTLV-UNIQUE.der",
	"data/upp/TS48V5-SAIP2-3-BERTLV-SUCI-UNIQUE.der",
	"data/upp/TS48V5-SAIP2-3-NOBERTLV-UNIQUE.der",
	"data/upp/TS48v1_A.der",
	"data/upp/TS48v1_B.der",
	"data/upp/TS48v2_SAIP2.1_BERTLV.der",
	"data/upp/TS48v2_SAIP2.1_NoBERTLV.der",
	"data/upp/TS48v2_SAIP2.3_BERTLV.der",
	"data/upp/TS48v2_SAIP2.3_NoBERTLV.der",
	"data/upp/TS48v3_SAIP2.1_BERTLV.der",
	"data/upp/TS48v3_SAIP2.1_NoBERTLV.der",
	"data/upp/TS48v3_SAIP2.3_BERTLV.der",
	"data/upp/TS48v3_SAIP2.3_NoBERTLV.der",
	"data/upp/TS48v4_SAIP2.1A_NoBERTLV.der",
	"data/upp/TS48v4_SAIP2.1B_NoBERTLV.der",
	"data/upp/TS48v4_SAIP2.3_BERTLV.der",
	"data/upp/TS48v4_SAIP2.3_NoBERTLV.der",
	"data/upp/TS48v5_SAIP2.1A_NoBERTLV.der",
	"data/upp/TS48v5_SAIP2.1B_NoBERTLV.der",
	"data/upp/TS48v5_SAIP2.3_BERTLV_SUCI.der",
	"data/upp/TS48v5_SAIP2.3_NoBERTLV.der",
};

#endif
