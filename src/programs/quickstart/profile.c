/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/quickstart/profile.h"

#include "base/hex.h"
#include "codec/yaml.h"
#include "crypto/usim_authenticate.h"
#include "io/file.h"
#include "io/system_random.h"
#include "programs/quickstart/command.h"

enum { SOURCE_MAXIMUM = 1 << 16, AMF_SEPARATION_BIT = 0x80 /* EPS, TS 33.401 6.1.2 */ };

void quickstart_profile_release(struct quickstart_profile *profile)
{
	wipe(profile, sizeof *profile);
}

/* The element of this name in the list of elements; the first, if there are several. */
static const struct yaml_node *find_element(const struct yaml_node *source, const char *name)
{
	const struct yaml_node *elements = yaml_member(source, "profile");
	for (const struct yaml_node *element = elements ? elements->first : NULL; element; element = element->next)
		if (yaml_member(element, name))
			return yaml_member(element, name);
	return NULL;
}

static const char *scalar(const struct yaml_node *node)
{
	return node && node->kind == YAML_SCALAR ? node->scalar.data : NULL;
}

static bool read_key(const struct yaml_node *node, uint8_t out[AKA_KEY_SIZE])
{
	return scalar(node) && hex_decode(node->scalar, out, AKA_KEY_SIZE) == STATUS_OK;
}

enum status quickstart_profile_read(struct quickstart *quickstart, const char *path, struct quickstart_profile *out)
{
	AUTO(buffer) text = SECRET_BUFFER(SOURCE_MAXIMUM);
	AUTO(quickstart_profile) profile = { 0 };
	const struct yaml_node *source;
	struct yaml_error error;
	if (file_read(path, SOURCE_MAXIMUM, &text) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_IO, "cannot read %s.", path);
	if (yaml_parse(buffer_text(&text), quickstart->arena, &source, &error) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_MALFORMED, "%s:%u: %s", path, error.line, error.message);
	const struct yaml_node *aka = yaml_member(find_element(source, "akaParameter"), "algoParameter");
	profile.iccid = scalar(yaml_member(find_element(source, "header"), "iccid"));
	profile.imsi = scalar(yaml_member(yaml_member(find_element(source, "usim"), "ef-imsi"), "imsi"));
	if (!profile.iccid || !profile.imsi || !read_key(yaml_member(aka, "key"), profile.key) ||
	    !read_key(yaml_member(aka, "opc"), profile.opc))
		return quickstart_fail(quickstart, STATUS_MALFORMED, "%s has no ICCID, IMSI, key and opc.", path);
	*out = profile;
	return STATUS_OK;
}

/* AUTN = SQN xor AK ‖ AMF ‖ MAC-A */
static void write_autn(const struct usim_vector *vector, const uint8_t sqn[6], const uint8_t amf[2],
                       uint8_t out[AKA_AUTN_SIZE])
{
	for (size_t i = 0; i < 6; i++)
		out[i] = sqn[i] ^ vector->ak[i];
	memcpy(out + 6, amf, 2);
	memcpy(out + 8, vector->mac_a, 8);
}

enum status quickstart_challenge_make(const struct quickstart_profile *profile, uint64_t sequence_number,
                                      struct quickstart_challenge *out)
{
	const struct random random = system_random();
	const uint8_t amf[2] = { AMF_SEPARATION_BIT, 0 };
	struct usim_vector vector = { 0 };
	struct usim_keys keys = { 0 };
	uint8_t sqn[6];
	usim_keys_set_defaults(&keys, USIM_MILENAGE);
	keys.k_size = AKA_KEY_SIZE;
	memcpy(keys.k, profile->key, AKA_KEY_SIZE);
	memcpy(keys.opc, profile->opc, AKA_KEY_SIZE);
	for (size_t i = 0; i < sizeof sqn; i++)
		sqn[i] = (uint8_t)(sequence_number >> 8 * (5 - i));
	enum status status = random_fill(&random, out->rand, sizeof out->rand);
	if (status == STATUS_OK)
		status = usim_f1(&keys, out->rand, sqn, amf, &vector);
	if (status == STATUS_OK)
		status = usim_f2345(&keys, out->rand, &vector);
	if (status == STATUS_OK) {
		write_autn(&vector, sqn, amf, out->autn);
		memcpy(out->res, vector.res, sizeof out->res);
	}
	wipe(&keys, sizeof keys);
	wipe(&vector, sizeof vector);
	return status;
}
