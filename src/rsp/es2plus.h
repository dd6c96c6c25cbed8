/* SPDX-License-Identifier: Apache-2.0 */
/* Where the functions of ES2+ are (SGP.22 5.3, 6.5.2.1 to 6.5.2.5). */
#ifndef RSP_ES2PLUS_H
#define RSP_ES2PLUS_H

#define ES2PLUS_PATH "/gsma/rsp2/es2plus/"

/* Octets of any text of a request: what is longer is none of what it should be. */
enum { ES2PLUS_TEXT_MAXIMUM = 255 };

#endif
