/* SPDX-License-Identifier: Apache-2.0 */
/* The same files in other words: with templates, and without. */
#include "profile_package/package_expand.h"

#include <stdio.h>

#include "programs/output.h"
#include "programs/profile/commands.h"
#include "programs/profile/document.h"
#include "programs/profile/file.h"

enum { SENTENCE_MAXIMUM = 200 };

static enum exit_code rewrite(struct invocation *invocation, const char *what,
                              enum status (*work)(struct bytes, struct buffer *, struct package_rewriting *))
{
	AUTO(profile_document) document = { 0 };
	AUTO(buffer) result = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	struct package_rewriting rewriting = { 0 };
	char sentence[SENTENCE_MAXIMUM];
	if (!profile_document_read(invocation, invocation->arguments[0], &document))
		return EXIT_FAILED;
	if (!profile_document_has_target(invocation, &document))
		return EXIT_USAGE;
	enum status status = work(buffer_bytes(&document.package), &result, &rewriting);
	if (status == STATUS_MALFORMED || status == STATUS_REFUSED)
		return output_failure(invocation, what, "%s, octet %zu: %s.", document.path, rewriting.error.offset,
		                      rewriting.error.message);
	if (status != STATUS_OK)
		return output_failure(invocation, what, "Cannot rewrite %s: %s.", document.path, status_name(status));
	snprintf(sentence, sizeof sentence, "%zu elements rewritten, %zu octets before, %zu now.", rewriting.elements,
	         document.package.size, result.size);
	return profile_document_write(invocation, &document, buffer_bytes(&result), what, text_from(sentence));
}

enum exit_code profile_expand(struct invocation *invocation)
{
	return rewrite(invocation, "profile_expand", package_expand);
}

enum exit_code profile_shrink(struct invocation *invocation)
{
	return rewrite(invocation, "profile_shrink", package_shrink);
}
