/* SPDX-License-Identifier: Apache-2.0 */
#include "server/audit.h"

#include <stdio.h>

#include "base/hex.h"
#include "server/row_reader.h"

static void put_number(uint8_t *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(number >> 8 * (size - 1 - i));
}

/* Each text after its length: no two entries have the same octets. */
static enum status digest_of(const struct audit_entry *entry, const uint8_t previous[SHA256_SIZE], uint8_t out[SHA256_SIZE])
{
	const struct text texts[] = { entry->actor, entry->role, entry->action, entry->subject, entry->outcome };
	uint8_t numbers[16], sizes[ARRAY_SIZE(texts)][4];
	struct bytes parts[2 + 2 * ARRAY_SIZE(texts)];
	size_t count = 0;
	put_number(numbers, (uint64_t)entry->number, 8);
	put_number(numbers + 8, (uint64_t)entry->at, 8);
	parts[count++] = BYTES(numbers);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		put_number(sizes[i], texts[i].size, sizeof sizes[i]);
		parts[count++] = BYTES(sizes[i]);
		parts[count++] = text_bytes(texts[i]);
	}
	parts[count++] = bytes_from(previous, SHA256_SIZE);
	return sha256(parts, count, out);
}

/* ---- append ---- */

static enum status load_head(struct exchange *exchange)
{
	static const char sql[] = "SELECT u.number, u.digest FROM audit u ORDER BY u.number DESC LIMIT 1";
	return exchange_ask(exchange, sql, NULL, 0);
}

static struct text cut(struct text text)
{
	return bytes_text(bytes_first(text_bytes(text), AUDIT_TEXT_MAXIMUM));
}

/* The number is the key: of two that follow the same entry one is refused by the database, and looks again. */
static enum status insert(struct exchange *exchange, const struct audit_entry *entry)
{
	static const char sql[] =
		"INSERT INTO audit (number, at, actor, role, action, subject, outcome, previous, digest) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
	exchange->result = entry;
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_number(entry->number),
		database_number(entry->at),
		database_text(entry->actor),
		database_text(entry->role),
		database_text(entry->action),
		database_text(entry->subject),
		database_text(entry->outcome),
		database_bytes(entry->previous),
		database_bytes(entry->digest));
}

static enum status decide_append(struct exchange *exchange)
{
	static const uint8_t nothing[SHA256_SIZE];
	const struct audit_entry *request = exchange->request;
	struct audit_entry *entry = arena_allocate(&exchange->arena, sizeof *entry);
	uint8_t digest[SHA256_SIZE];
	bool first = exchange->rows.count == 0;
	struct row_reader row = row_reader(exchange, 0);
	if (!entry)
		return STATUS_NO_MEMORY;
	entry->number = row_number(&row) + 1;
	entry->previous = first ? BYTES(nothing) : row_bytes(&row);
	entry->at = exchange->now;
	entry->actor = cut(request->actor);
	entry->role = cut(request->role);
	entry->action = cut(request->action);
	entry->subject = cut(request->subject);
	entry->outcome = cut(request->outcome);
	if (entry->previous.size != SHA256_SIZE)
		return STATUS_MALFORMED;
	TRY(digest_of(entry, entry->previous.data, digest));
	TRY(arena_copy(&exchange->arena, BYTES(digest), &entry->digest));
	return insert(exchange, entry);
}

const struct server_function audit_append_function = { .name = "appendAudit", .load = load_head, .decide = decide_append };

/* ---- list ---- */

static enum status load_list(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT u.number, u.at, u.actor, u.role, u.action, u.subject, u.outcome, u.previous, u.digest FROM audit u "
		"WHERE u.number > $1 ORDER BY u.number LIMIT $2";
	const struct audit_list_request *request = exchange->request;
	int64_t maximum = request->maximum > AUDIT_PAGE_MAXIMUM ? AUDIT_PAGE_MAXIMUM : request->maximum;
	return EXCHANGE_ASK(exchange, sql, database_number(request->after), database_number(maximum));
}

static struct audit_entry entry_read(struct row_reader *row)
{
	struct audit_entry entry = { .number = row_number(row) };
	entry.at = row_number(row);
	entry.actor = row_text(row);
	entry.role = row_text(row);
	entry.action = row_text(row);
	entry.subject = row_text(row);
	entry.outcome = row_text(row);
	entry.previous = row_bytes(row);
	entry.digest = row_bytes(row);
	return entry;
}

static enum status decide_list(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct audit_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct audit_entry *entries = arena_allocate(&exchange->arena, count * sizeof *entries + 1);
	if (!list || !entries)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		entries[i] = entry_read(&row);
	}
	*list = (struct audit_list){ entries, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function audit_list_function = { .name = "listAudit", .load = load_list, .decide = decide_list };

/* ---- the chain ---- */

enum status audit_chain_follow(struct audit_chain *chain, const struct audit_entry *entry)
{
	uint8_t digest[SHA256_SIZE];
	if (entry->number != chain->number + 1 || !bytes_equal(entry->previous, BYTES(chain->digest)))
		return STATUS_UNTRUSTED;
	TRY(digest_of(entry, chain->digest, digest));
	if (!bytes_equal(entry->digest, BYTES(digest)))
		return STATUS_UNTRUSTED;
	chain->number = entry->number;
	memcpy(chain->digest, digest, sizeof digest);
	return STATUS_OK;
}

/* With the entry of the head itself: it must still be there, and be the one that was seen. */
static enum status load_verify(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT u.number, u.at, u.actor, u.role, u.action, u.subject, u.outcome, u.previous, u.digest FROM audit u "
		"WHERE u.number >= $1 ORDER BY u.number LIMIT $2";
	const struct audit_verify_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_number(request->from.number), database_number(AUDIT_PAGE_MAXIMUM));
}

static enum status decide_verify(struct exchange *exchange)
{
	const struct audit_verify_request *request = exchange->request;
	struct audit_verdict *verdict = arena_allocate(&exchange->arena, sizeof *verdict);
	size_t next = request->from.number > 0 ? 1 : 0;
	if (!verdict)
		return STATUS_NO_MEMORY;
	struct row_reader first = row_reader(exchange, 0);
	const struct audit_entry anchor = entry_read(&first);
	*verdict = (struct audit_verdict){ .head = request->from, .is_last = exchange->rows.count < AUDIT_PAGE_MAXIMUM };
	verdict->holds = next == 0 || (anchor.number == request->from.number &&
	                               bytes_equal(anchor.digest, BYTES(request->from.digest)));
	for (size_t i = next; verdict->holds && i < exchange->rows.count; i++) {
		struct row_reader row = row_reader(exchange, i);
		const struct audit_entry entry = entry_read(&row);
		enum status status = audit_chain_follow(&verdict->head, &entry);
		if (status != STATUS_OK && status != STATUS_UNTRUSTED)
			return status;
		verdict->holds = status == STATUS_OK;
	}
	exchange->result = verdict;
	return STATUS_OK;
}

const struct server_function audit_verify_function = { .name = "verifyAudit", .load = load_verify, .decide = decide_verify };

void audit_head_print(const struct audit_chain *head, char out[AUDIT_HEAD_TEXT_SIZE])
{
	int size = snprintf(out, AUDIT_HEAD_TEXT_SIZE, "%lld:", (long long)head->number);
	for (size_t i = 0; i < SHA256_SIZE; i++)
		size += snprintf(out + size, (size_t)(AUDIT_HEAD_TEXT_SIZE - size), "%02X", head->digest[i]);
}

enum status audit_head_parse(struct text text, struct audit_chain *out)
{
	struct audit_chain head;
	struct text rest = text_trimmed(text);
	uint64_t number;
	if (!text_to_number(text_cut(&rest, ':'), INT64_MAX, &number))
		return STATUS_MALFORMED;
	TRY(hex_decode(rest, head.digest, sizeof head.digest));
	head.number = (int64_t)number;
	*out = head;
	return STATUS_OK;
}
