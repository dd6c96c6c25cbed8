/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/yaml.h"
