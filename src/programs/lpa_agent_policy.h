/* SPDX-License-Identifier: Apache-2.0 */
/* Who may ask the agent for what. The file is JSON:
 *
 *   {"forbid":["delete"],
 *    "rules":[{"uid":0,"allow":["*"]},{"gid":1000,"allow":["read","download"]},{"allow":["read"]}]}
 *
 * The first rule that fits the peer decides; what is forbidden is so for everybody. */
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

/* Without a file: root and the agent's own user may do all but purge, others all but that and delete. */
bool agent_policy_allows(const struct agent_policy *policy, uid_t uid, gid_t gid, const char *permission) MUST_CHECK;

#endif
