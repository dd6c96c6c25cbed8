/* SPDX-License-Identifier: Apache-2.0 */
/* StoreMetadata as text that people write:
 *
 *	metadata:
 *	  iccid: "8900101…"
 *	  service-provider: "Provisim"
 *	  name: "Test"
 *	  class: operational                 # test, provisioning, operational; operational when left out
 *	  icon: "iVBORw0KGgo…"               # PNG or JPEG in base64
 *	  notifications:
 *	  - {address: smdp.example.com, events: [install, enable, disable, delete]}
 *	  owner: {mcc-mnc: "00101", gid1: "AA", gid2: ""}
 *	  policy-rules: [ppr1, ppr2]
 *	  service-specific-data: "BF22…"     # elements whole, in hexadecimal
 *	  access-rules: "BF76…" */
#ifndef RSP_PROFILE_METADATA_SOURCE_H
#define RSP_PROFILE_METADATA_SOURCE_H

#include "codec/yaml.h"
#include "rsp/profile_metadata.h"

/* Views in *out live as long as the arena. STATUS_MALFORMED: *error says where and what was expected; STATUS_NO_MEMORY. */
enum status profile_metadata_parse(struct text source, struct arena *arena, struct profile_metadata *out,
                                   struct yaml_error *error) MUST_CHECK;

/* Appended to `out`; parsing it gives the same. */
enum status profile_metadata_print(const struct profile_metadata *metadata, struct buffer *out) MUST_CHECK;

/* "ppr1", "ppr2", "update-control"; NULL: no name. `rule`: one bit of profile_policy_rules. */
const char *policy_rule_name(uint64_t rule);

#endif
