/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/agent_policy.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"

enum { POLICY_MAXIMUM = 64 << 10 };

static const struct agent_command commands[] = {
	{ "chip info", "read" },
	{ "profile list", "read" },
	{ "profile kept", "read" },
	{ "notification list", "read" },
	{ "notification show", "read" },
	{ "explain", "read" },
	{ "doctor", "read" },
	{ "profile download", "download" },
	{ "discover", "download" },
	{ "profile enable", "switch" },
	{ "profile disable", "switch" },
	{ "profile nickname", "rename" },
	{ "notification send", "notify" },
	{ "notification process", "notify" },
	{ "chip defaultsmdp", "settings" },
	{ "profile delete", "delete" },
	{ "notification remove", "delete" },
	{ "chip purge", "purge" },
};

const struct agent_command *agent_command_find(struct text name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (text_equal(name, text_from(commands[i].name)))
			return &commands[i];
	return NULL;
}

void agent_policy_release(struct agent_policy *policy)
{
	json_document_release(&policy->document);
}

static bool is_list(struct json_value list)
{
	struct text ignored;
	for (size_t i = 0; i < json_count(list); i++)
		if (!json_text(json_element(list, i), &ignored))
			return false;
	return json_is_array(list);
}

static bool is_number(struct json_value value)
{
	uint64_t ignored;
	return !json_is_present(value) || json_number(value, UINT32_MAX, &ignored);
}

/* A rule that is misspelled must not end as one for everybody. */
static bool is_rule(struct json_value rule)
{
	size_t known = 1;
	known += json_is_present(json_member(rule, "uid"));
	known += json_is_present(json_member(rule, "gid"));
	return json_is_object(rule) && json_member_count(rule) == known && is_number(json_member(rule, "uid")) &&
	       is_number(json_member(rule, "gid")) && is_list(json_member(rule, "allow"));
}

static bool is_policy(struct json_value root)
{
	struct json_value rules = json_member(root, "rules"), forbid = json_member(root, "forbid");
	size_t known = (size_t)json_is_present(rules) + (size_t)json_is_present(forbid);
	if (!json_is_object(root) || json_member_count(root) != known || (json_is_present(forbid) && !is_list(forbid)) ||
	    (json_is_present(rules) && !json_is_array(rules)))
		return false;
	for (size_t i = 0; i < json_count(rules); i++)
		if (!is_rule(json_element(rules, i)))
			return false;
	return true;
}

enum status agent_policy_read(const char *path, struct agent_policy *out)
{
	AUTO(buffer) content = { 0 };
	AUTO(json_document) document = { 0 };
	struct stat about;
	if (stat(path, &about) != 0)
		return STATUS_NOT_FOUND;
	if (about.st_mode & (S_IWGRP | S_IWOTH))
		return STATUS_REFUSED;
	TRY(file_read(path, POLICY_MAXIMUM, &content));
	TRY(json_parse(buffer_text(&content), &document));
	if (!is_policy(json_root(&document)))
		return STATUS_MALFORMED;
	out->document = document;
	document.root = NULL;
	return STATUS_OK;
}

static bool names(struct json_value list, const char *permission)
{
	struct text word;
	for (size_t i = 0; i < json_count(list); i++)
		if (json_text(json_element(list, i), &word) &&
		    (text_equal(word, text_from(permission)) || text_equal(word, TEXT("*"))))
			return true;
	return false;
}

/* ---- who asks ---- */

void agent_peer_release(struct agent_peer *peer)
{
	free(peer->groups);
	*peer = (struct agent_peer){ 0 };
}

/* With a buffer that is too small the kernel tells how large it must be. */
enum status agent_peer_read(int socket, struct agent_peer *out)
{
	struct ucred credentials;
	socklen_t size = sizeof credentials, groups_size = 0;
	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
		return STATUS_IO;
	if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, NULL, &groups_size) != 0 && errno != ERANGE)
		return STATUS_IO;
	gid_t *groups = malloc(sizeof *groups + groups_size);
	if (!groups)
		return STATUS_NO_MEMORY;
	groups[0] = credentials.gid;
	if (groups_size > 0 && getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups + 1, &groups_size) != 0) {
		free(groups);
		return STATUS_IO;
	}
	*out = (struct agent_peer){ credentials.uid, groups, 1 + groups_size / sizeof *groups };
	return STATUS_OK;
}

/* ---- what it may ---- */

static bool fits_user(struct json_value rule, uid_t uid)
{
	uint64_t number;
	struct json_value member = json_member(rule, "uid");
	return !json_is_present(member) || (json_number(member, UINT32_MAX, &number) && number == uid);
}

static bool fits_group(struct json_value rule, const struct agent_peer *peer)
{
	uint64_t number;
	struct json_value member = json_member(rule, "gid");
	if (!json_is_present(member))
		return true;
	if (!json_number(member, UINT32_MAX, &number))
		return false;
	for (size_t i = 0; i < peer->group_count; i++)
		if (peer->groups[i] == number)
			return true;
	return false;
}

bool agent_policy_allows(const struct agent_policy *policy, const struct agent_peer *peer, const char *permission)
{
	struct json_value root = json_root(&policy->document), rules = json_member(root, "rules");
	bool is_owner = peer->uid == 0 || peer->uid == geteuid();
	if (names(json_member(root, "forbid"), permission))
		return false;
	for (size_t i = 0; i < json_count(rules); i++) {
		struct json_value rule = json_element(rules, i);
		if (fits_user(rule, peer->uid) && fits_group(rule, peer))
			return names(json_member(rule, "allow"), permission);
	}
	if (json_is_present(rules) || strcmp(permission, "purge") == 0)
		return false;
	return is_owner || strcmp(permission, "delete") != 0;
}
