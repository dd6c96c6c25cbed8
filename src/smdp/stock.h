/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles in stock: what is said about one (metadata), and putting it in. */
#ifndef SMDP_STOCK_H
#define SMDP_STOCK_H

#include "rsp/profile_metadata.h"
#include "smdp/profile_key.h"
#include "smdp/records.h"

enum { PROFILE_ELEMENTS_MAXIMUM = 4 << 20, PROFILE_TYPE_MAXIMUM = 100 };

/* What the header element of a package says. */
struct package_header {
	struct iccid iccid;
	struct text profile_type; /* may be empty */
};

/* STATUS_MALFORMED: does not begin with a profile header, or elements do not follow one another to the end. */
enum status package_header_read(struct bytes profile_elements, struct package_header *out) MUST_CHECK;

/* Gives metadata without notification addresses this server's own for all four events (SGP.22 2.4.5.3): the profile's
 * card tells us what becomes of it. */
void stock_default_notifications(const struct smdp *smdp, struct profile_metadata *metadata);

/* What is sealed of a package, by the names of its columns. */
#define PACKAGE_ELEMENTS_COLUMN "package.profile_elements"
#define PACKAGE_KEYS_COLUMN "package.package_keys"

/* Puts a profile in stock, available: the house's, or the operator's that exchange->caller names. Refused by 8.2.1-3.3 when
 * its ICCID is there; 8.2.9-2.1: the metadata are of another ICCID or cannot be read. No result. */
struct stock_request {
	struct bytes profile_elements;
	struct bytes metadata;     /* BF25, whole */
	struct text profile_type;  /* empty: the package's own */
};
extern const struct server_function stock_function;

/* For those that put profiles in stock in their own way. Sets *out_iccid and exchange->iccid; STATUS_MALFORMED: no package. */
enum status stock_request_iccid(struct exchange *exchange, const struct stock_request *request, struct text *out_iccid,
                                struct package_header *out_header) MUST_CHECK;
/* What its package needs of a card, as it stands in the table. */
enum status stock_needs(struct exchange *exchange, const struct stock_request *request, struct bytes *out) MUST_CHECK;
/* The metadata can be read and are of the package's ICCID. */
bool stock_metadata_fit(const struct stock_request *request, const struct package_header *header) MUST_CHECK;
/* Adds the changes that store the package, protected ahead if so set, and the key that its secrets are sealed with. */
enum status stock_add_package(struct exchange *exchange, const struct stock_request *request, struct text iccid) MUST_CHECK;

/* The same under the key that the profile has already. */
enum status stock_add_sealed_package(struct exchange *exchange, const struct stock_request *request, const struct data_key *key)
	MUST_CHECK;

/* One profile; result: struct profile_record, or refused by 8.2.1-3.9. */
struct stock_show_request {
	struct text iccid;
};
extern const struct server_function stock_show_function;

/* Profiles in the order of their ICCIDs; result: struct stock_list. */
struct stock_list_request {
	struct text after;     /* ICCID; empty: from the first */
	int state;             /* or -1: all */
	int64_t maximum;       /* rows */
};
struct stock_list {
	const struct profile_record *profiles;
	size_t count;
};
extern const struct server_function stock_list_function;

/* How many a stock_list_request would list, were there no maximum; result: struct stock_count. */
struct stock_count {
	int64_t count;
};
extern const struct server_function stock_count_function;

#endif
