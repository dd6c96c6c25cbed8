/* SPDX-License-Identifier: Apache-2.0 */
/* Which file is selected on one channel, told from what was sent and answered (ETSI TS 102 221 8.4, 11.1.1). Names come
 * from the templates of profile packages, so a file that an operator added has none. */
#ifndef PROGRAMS_APDU_PLACE_H
#define PROGRAMS_APDU_PLACE_H

#include "base/bytes.h"
#include "profile_package/template.h"

enum { APDU_MF = 0x3F00, APDU_ADF = 0x7FFF, APDU_NO_FILE = 0 };

/* { 0 }: nothing is known. */
struct apdu_place {
	const char *application;          /* "ADF.USIM"; NULL: none was selected */
	uint16_t directory;               /* identifier; APDU_NO_FILE: not known, or an application without files */
	uint16_t file;                    /* APDU_NO_FILE: none */
	const struct template_file *directory_row; /* NULL: not in a template */
	const struct template_file *file_row;
	bool is_unclear; /* a file is selected, and which one cannot be told */
};

/* As after a reset. */
struct apdu_place apdu_place_at_start(void);

/* "ADF.USIM", "ISD-R"; NULL: unknown. A part of an AID finds the first that begins with it. */
const char *apdu_application_name(struct bytes aid);

/* Moves to the application, or to what the file identifiers of a path name, one after the other. */
void apdu_place_select_application(struct apdu_place *place, struct bytes aid);
void apdu_place_select_path(struct apdu_place *place, struct bytes path);
void apdu_place_select_parent(struct apdu_place *place);
/* The file with this short identifier in the selected directory. */
void apdu_place_select_short(struct apdu_place *place, uint8_t short_id);

/* "EF.IMSI", "DF.TELECOM", "ADF.USIM", "6F07" or "a file that is not known". */
enum { APDU_PLACE_NAME_SIZE = 48 };
void apdu_place_name(const struct apdu_place *place, char out[APDU_PLACE_NAME_SIZE]);

/* The selected file has keys or key material in it. When it is not known which file is selected, any file that could be
 * meant counts. */
bool apdu_place_is_secret(const struct apdu_place *place);

#endif
