/* SPDX-License-Identifier: Apache-2.0 */
/* Who may ask the agent for what. The file is JSON:
 *
 *   {"forbid":["delete"],
 *    "rules":[{"uid":0,"allow":["*"]},{"gid":1000,"allow":["read","download"]},{"allow":["read"]}]}
 *
 * The first rule that fits the peer decides, by its user, or by any of its groups; what is forbidden is so for everybody. */
#ifndef PROGRAMS_LPA_AGENT_POLICY_H
#define PROGRAMS_LPA_AGENT_POLICY_H

#include <sys/types.h>

#include "codec/json.h"

/* A command that the agent takes, and the permission that it needs: "read", "download", "switch", "rename", "notify",
 * "settings", "delete" or "purge". */
struct agent_command {
	const char *name; /* "profile download" */
	const char *permission;
};

/* NULL: the agent does not take it. */
const struct agent_command *agent_command_find(struct text name);

struct agent_policy {
	struct json_document document; /* without root: the policy of those who have no file */
};

void agent_policy_release(struct agent_policy *policy);

/* STATUS_NOT_FOUND, STATUS_MALFORMED: no such policy; STATUS_REFUSED: others than its owner may change the file. */
enum status agent_policy_read(const char *path, struct agent_policy *out) MUST_CHECK;

/* Who is at the other end of a socket, as the kernel knows it. Begin with { 0 }. */
struct agent_peer {
	uid_t uid;
	gid_t *groups; /* its own first, then the supplementary ones */
	size_t group_count;
};

void agent_peer_release(struct agent_peer *peer);

/* STATUS_IO: the kernel does not tell; STATUS_NO_MEMORY. */
enum status agent_peer_read(int socket, struct agent_peer *out) MUST_CHECK;

/* Without a file: root and the agent's own user may do all but purge, others all but that and delete. */
bool agent_policy_allows(const struct agent_policy *policy, const struct agent_peer *peer, const char *permission) MUST_CHECK;

#endif
