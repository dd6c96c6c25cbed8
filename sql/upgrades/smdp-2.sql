-- SPDX-License-Identifier: Apache-2.0
-- What makes the database of an SM-DP+ of version 1 one of version 2: the same tables and columns as sql/smdp.sql makes. Run in
-- one transaction. Servers of version 1 may go on working beside it: columns that are added have a default.

INSERT INTO schema_version (version) VALUES (2);
