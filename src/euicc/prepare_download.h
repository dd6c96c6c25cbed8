/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.PrepareDownload (SGP.22 5.7.5). */
#ifndef EUICC_PREPARE_DOWNLOAD_H
#define EUICC_PREPARE_DOWNLOAD_H

#include "euicc/card.h"

enum status prepare_download(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
