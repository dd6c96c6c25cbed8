/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/home_key_files.h"

#include "base/hex.h"
#include "io/file.h"
#include "io/system_random.h"

enum { NAME_SIZE = 80, LINES_MAXIMUM = 16 << 10 };

/* Where Open5GS's packages have theirs. */
#define OPEN5GS_FOLDER "/etc/open5gs/hnet"

/* ---- choosing ---- */

static bool is_new(const char *name)
{
	return strcmp(name, "new") == 0 || strcmp(name, "new-b") == 0;
}

static enum status read(const char *path, struct home_key *out, char fault[HOME_KEY_FAULT_SIZE])
{
	AUTO(buffer) pem = SECRET_BUFFER(HOME_KEY_PEM_MAXIMUM);
	enum status status = file_read(path, HOME_KEY_PEM_MAXIMUM, &pem);
	if (status != STATUS_OK) {
		snprintf(fault, HOME_KEY_FAULT_SIZE, "%.200s: %s", path, file_trouble(status));
		return status;
	}
	status = home_key_parse(buffer_text(&pem), out);
	if (status != STATUS_OK)
		snprintf(fault, HOME_KEY_FAULT_SIZE, "%.200s holds no key for X25519 or P-256 (PEM, not encrypted)",
		         path);
	return status;
}

bool home_key_choose(const char *name, struct home_key *out, char fault[HOME_KEY_FAULT_SIZE])
{
	const struct random random = system_random();
	bool is_b = strcmp(name, "new-b") == 0;
	if (!is_new(name))
		return read(name, out, fault) == STATUS_OK;
	snprintf(fault, HOME_KEY_FAULT_SIZE, "no key can be made");
	return home_key_draw(is_b ? ECIES_PROFILE_B : ECIES_PROFILE_A, &random, out) == STATUS_OK;
}

bool home_keys_choose(const struct invocation *invocation, struct home_keys *out, enum exit_code *out_code)
{
	char fault[HOME_KEY_FAULT_SIZE];
	const char *name;
	uint64_t first = 0;
	bool is_number = option_number(invocation, "suci-id", HOME_KEY_IDENTIFIER_MAXIMUM, &first) == STATUS_OK;
	*out_code = EXIT_USAGE;
	for (size_t i = 0; is_number && (name = option_text_nth(invocation, "suci-key", i)); i++) {
		if (i == HOME_KEYS_MAXIMUM || first == 0 || first + i > HOME_KEY_IDENTIFIER_MAXIMUM) {
			usage_error(invocation, "--suci-key takes up to %d keys, with identifiers (--suci-id) from 1 to %d.",
			            HOME_KEYS_MAXIMUM, HOME_KEY_IDENTIFIER_MAXIMUM);
			return false;
		}
		if (!home_key_choose(name, &out->keys[i], fault)) {
			*out_code = output_failure(invocation, "suci_key", "--suci-key: %s.", fault);
			return false;
		}
		out->keys[i].identifier = (uint8_t)(first + i);
		out->count = i + 1;
	}
	return is_number;
}

bool home_keys_are_new(const struct invocation *invocation)
{
	const char *name;
	for (size_t i = 0; (name = option_text_nth(invocation, "suci-key", i)); i++)
		if (is_new(name))
			return true;
	return false;
}

/* ---- writing ---- */

static const char *curve_of(const struct home_key *key)
{
	return key->profile == ECIES_PROFILE_A ? "curve25519" : "secp256r1";
}

static enum status write_private(const struct home_key *key, struct result_folder *folder, const char *inside)
{
	AUTO(buffer) pem = SECRET_BUFFER(HOME_KEY_PEM_MAXIMUM);
	char name[NAME_SIZE];
	snprintf(name, sizeof name, "%s/%s-%u.key", inside, curve_of(key), key->identifier);
	TRY(home_key_print(key, &pem));
	return result_folder_write(folder, name, buffer_bytes(&pem));
}

static enum status write_open5gs(const struct home_keys *keys, struct result_folder *folder, const char *inside)
{
	AUTO(buffer) lines = BUFFER(LINES_MAXIMUM);
	char name[NAME_SIZE];
	snprintf(name, sizeof name, "%s/open5gs-udm.yaml", inside);
	TRY(buffer_print(&lines, "# Of udm.yaml, when the .key files are in " OPEN5GS_FOLDER ".\nudm:\n  hnet:\n"));
	for (size_t i = 0; i < keys->count; i++)
		TRY(buffer_print(&lines, "  - id: %u\n    scheme: %d\n    key: " OPEN5GS_FOLDER "/%s-%u.key\n",
		                 keys->keys[i].identifier, keys->keys[i].profile, curve_of(&keys->keys[i]),
		                 keys->keys[i].identifier));
	return result_folder_write(folder, name, buffer_bytes(&lines));
}

/* free5GC numbers its keys by their place. */
static enum status write_free5gc(const struct home_keys *keys, struct result_folder *folder, const char *inside)
{
	AUTO(buffer) lines = SECRET_BUFFER(LINES_MAXIMUM);
	char name[NAME_SIZE];
	snprintf(name, sizeof name, "%s/free5gc-udmcfg.yaml", inside);
	TRY(buffer_print(&lines, "# Of udmcfg.yaml. A key's place in this list, from 1, must be its identifier.\n"
	                         "configuration:\n  SuciProfile:\n"));
	for (size_t i = 0; i < keys->count; i++) {
		const struct home_key *key = &keys->keys[i];
		TRY(buffer_print(&lines, "  - ProtectionScheme: %d # identifier %u\n    PrivateKey: ", key->profile,
		                 key->identifier));
		TRY(hex_append_lower(&lines, secret_bytes(&key->private_key)));
		TRY(buffer_print(&lines, "\n    PublicKey: "));
		TRY(hex_append_lower(&lines, bytes_from(key->public_key, key->public_size)));
		TRY(buffer_append_octet(&lines, '\n'));
	}
	return result_folder_write(folder, name, buffer_bytes(&lines));
}

enum status home_keys_write(const struct home_keys *all, struct result_folder *folder, const char *inside)
{
	AUTO(home_keys) keys = { 0 };
	for (size_t i = 0; i < all->count; i++)
		if (all->keys[i].private_key.size > 0)
			keys.keys[keys.count++] = all->keys[i];
	if (keys.count == 0)
		return STATUS_OK;
	TRY(result_folder_divide(folder, inside));
	for (size_t i = 0; i < keys.count; i++)
		TRY(write_private(&keys.keys[i], folder, inside));
	TRY(write_open5gs(&keys, folder, inside));
	return write_free5gc(&keys, folder, inside);
}
