/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/batch_stock.h"

#include <stdio.h>

#include "programs/profile/file.h"

/* ---- metadata ---- */

static enum status make_metadata(const struct batch_stock *stock, struct bytes package, struct buffer *out)
{
	struct package_header header;
	TRY(package_header_read(package, &header));
	struct profile_metadata metadata = stock->metadata;
	metadata.iccid = header.iccid;
	if (metadata.profile_name.size == 0)
		metadata.profile_name = header.profile_type;
	if (metadata.profile_name.size > PROFILE_NAME_MAXIMUM)
		metadata.profile_name.size = 0;
	stock_default_notifications(&stock->desk.smdp, &metadata);
	return profile_metadata_encode(&metadata, out);
}

/* ---- parcels ---- */

static void parcel_release(struct batch_parcel *parcel)
{
	buffer_release(&parcel->package);
	buffer_release(&parcel->metadata);
	subscription_release(&parcel->subscription);
	*parcel = (struct batch_parcel){ 0 };
}

/* The first trouble is told; what comes after it may be its consequence. */
static void note_trouble(struct batch_stock *stock, const struct batch_parcel *parcel, const struct exchange *exchange,
                         enum status status)
{
	const char *iccid = parcel->subscription.values[SUBSCRIPTION_ICCID];
	const struct failure *failure = &exchange->failure;
	const struct stage_conflict *conflict = exchange->result;
	if (stock->fault[0])
		return;
	if (status != STATUS_OK)
		snprintf(stock->fault, sizeof stock->fault, "%s: %s cannot be put in stock: %s.", parcel->place, iccid,
		         status_name(status));
	else if (conflict)
		snprintf(stock->fault, sizeof stock->fault, "%s: imsi %.*s is that of %.*s in stock already (8.2/3.3).",
		         parcel->place, TEXT_ARGUMENTS(conflict->imsi), TEXT_ARGUMENTS(conflict->iccid));
	else if (text_equal(failure->subject_code, TEXT("8.2.1")))
		snprintf(stock->fault, sizeof stock->fault, "%s: %s is in stock already (8.2.1/3.3).", parcel->place, iccid);
	else
		snprintf(stock->fault, sizeof stock->fault, "%s: %s is refused (%.*s/%.*s): %.*s", parcel->place, iccid,
		         TEXT_ARGUMENTS(failure->subject_code), TEXT_ARGUMENTS(failure->reason_code),
		         TEXT_ARGUMENTS(failure->message));
}

static void arrived(void *context, struct exchange *exchange, enum status status)
{
	struct batch_parcel *parcel = context;
	struct batch_stock *stock = parcel->stock;
	if (status != STATUS_OK || failure_is_set(&exchange->failure))
		note_trouble(stock, parcel, exchange, status);
	exchange_free(exchange);
	parcel_release(parcel);
	stock->on_the_way--;
}

static enum status wait_until(struct batch_stock *stock, size_t maximum)
{
	while (stock->on_the_way > maximum)
		if (smdp_desk_work(&stock->desk) != STATUS_OK) {
			snprintf(stock->fault, sizeof stock->fault, "The database cannot be waited for.");
			return STATUS_IO;
		}
	return stock->fault[0] ? STATUS_REFUSED : STATUS_OK;
}

static struct batch_parcel *free_parcel(struct batch_stock *stock)
{
	for (size_t i = 0; i < BATCH_ON_THE_WAY; i++)
		if (!stock->parcels[i].stock)
			return &stock->parcels[i];
	return NULL;
}

static enum status pack(struct batch_stock *stock, const char *place, const struct subscription *subscription,
                        struct bytes package, struct batch_parcel *parcel)
{
	*parcel = (struct batch_parcel){
		.stock = stock,
		.package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM),
		.metadata = BUFFER(METADATA_MAXIMUM),
		.subscription = *subscription,
	};
	snprintf(parcel->place, sizeof parcel->place, "%s", place);
	TRY(buffer_append(&parcel->package, package));
	TRY(make_metadata(stock, package, &parcel->metadata));
	parcel->request = (struct stage_request){
		.profile = { buffer_bytes(&parcel->package), buffer_bytes(&parcel->metadata), { 0 } },
		.batch = text_from(stock->name),
		.eid = subscription_value(&parcel->subscription, SUBSCRIPTION_EID),
		.matching_id = subscription_value(&parcel->subscription, SUBSCRIPTION_MATCHING_ID),
		.confirmation_code = subscription_value(&parcel->subscription, SUBSCRIPTION_CONFIRMATION_CODE),
	};
	return package_imsis_find(package, &parcel->request.imsis);
}

/* So that it stands in the list of batches. */
static enum status begin(struct batch_stock *stock)
{
	const struct batch_begin_request request = { .name = text_from(stock->name) };
	struct exchange *exchange = NULL;
	enum status status = smdp_desk_run(&stock->desk, &batch_begin_function, &request, &exchange);
	exchange_free(exchange);
	return status;
}

enum status batch_stock_add(struct batch_stock *stock, const char *place, const struct subscription *subscription,
                            struct bytes package)
{
	TRY(wait_until(stock, BATCH_ON_THE_WAY - 1));
	struct batch_parcel *parcel = free_parcel(stock);
	enum status status = pack(stock, place, subscription, package, parcel);
	if (status != STATUS_OK) {
		parcel_release(parcel);
		snprintf(stock->fault, sizeof stock->fault, "%s: no metadata can be made for %s: %s.",
		         place, subscription->values[SUBSCRIPTION_ICCID], status_name(status));
		return status;
	}
	if (!stock->has_begun && begin(stock) != STATUS_OK) {
		parcel_release(parcel);
		snprintf(stock->fault, sizeof stock->fault, "The batch cannot be begun.");
		return STATUS_IO;
	}
	stock->has_begun = true;
	stock->on_the_way++;
	status = smdp_desk_begin(&stock->desk, &stage_function, &parcel->request, arrived, parcel);
	if (status == STATUS_OK)
		return STATUS_OK;
	stock->on_the_way--;
	parcel_release(parcel);
	snprintf(stock->fault, sizeof stock->fault, "Out of memory.");
	return status;
}

/* ---- beginning and end ---- */

enum status batch_stock_open(const struct invocation *invocation, struct batch_stock *out)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t octets[BATCH_NAME_SIZE - 1];
	TRY(smdp_desk_open(invocation, &out->desk, out->fault));
	TRY(random_fill(&out->desk.desk.ports.random, octets, sizeof octets));
	for (size_t i = 0; i < sizeof octets; i++)
		out->name[i] = digits[octets[i] & 0xF];
	return STATUS_OK;
}

static enum status run_on_batch(struct batch_stock *stock, const struct server_function *function)
{
	const struct batch_request request = { .batch = text_from(stock->name) };
	struct exchange *exchange = NULL;
	enum status status = smdp_desk_run(&stock->desk, function, &request, &exchange);
	exchange_free(exchange);
	return status;
}

enum status batch_stock_finish(struct batch_stock *stock)
{
	TRY(wait_until(stock, 0));
	enum status status = run_on_batch(stock, &publish_batch_function);
	stock->is_published = status == STATUS_OK;
	if (status != STATUS_OK)
		snprintf(stock->fault, sizeof stock->fault, "The batch cannot be published: %s.", status_name(status));
	return status;
}

void batch_stock_release(struct batch_stock *stock)
{
	if (stock->has_begun) {
		(void)!wait_until(stock, 0);
		if (!stock->is_published)
			(void)!run_on_batch(stock, &drop_batch_function); /* what is left after a failure goes after a day */
	}
	smdp_desk_release(&stock->desk);
	metadata_options_release(&stock->options);
}
