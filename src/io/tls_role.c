/* SPDX-License-Identifier: Apache-2.0 */
#include "io/tls_role.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "base/bytes.h"

static bool is_tls_role(const ASN1_OBJECT *policy)
{
	static const char *const roles[] = {
		"2.23.146.1.2.1.3",
		"2.23.146.1.2.1.6",
		"2.23.146.1.2.1.0.0.1.0",
		"2.23.146.1.2.1.0.0.2.0",
	};
	char text[64];
	if (OBJ_obj2txt(text, sizeof text, policy, 1) <= 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		if (strcmp(text, roles[i]) == 0)
			return true;
	return false;
}

/* SGP.22 4.5.2.1: a certificate's role stands in its policies and nowhere else. */
bool tls_role_is_rsp_server(X509 *certificate)
{
	CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(certificate, NID_certificate_policies, NULL, NULL);
	bool found = false;
	for (int i = 0; i < sk_POLICYINFO_num(policies); i++)
		found = found || is_tls_role(sk_POLICYINFO_value(policies, i)->policyid);
	CERTIFICATEPOLICIES_free(policies);
	return found;
}
