/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of provisim-lpa, with the field names that scripts know from lpac. */
#ifndef PROGRAMS_LPA_JSON_H
#define PROGRAMS_LPA_JSON_H

#include "codec/json.h"
#include "lpa/chip_information.h"
#include "rsp/installation_result.h"
#include "rsp/profile_management.h"

void lpa_json_chip(struct json_writer *writer, const struct lpa_chip_information *chip);
void lpa_json_profile(struct json_writer *writer, const struct profile_info *info);
void lpa_json_metadata(struct json_writer *writer, const char *name, const struct profile_metadata *metadata);
void lpa_json_notification(struct json_writer *writer, const struct notification_metadata *metadata);
void lpa_json_result(struct json_writer *writer, const struct installation_result *result);

#endif
