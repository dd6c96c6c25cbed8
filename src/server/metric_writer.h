/* SPDX-License-Identifier: Apache-2.0 */
/* Figures in the text format that Prometheus reads (version 0.0.4): families with a help line and a type, each with its
 * samples. */
#ifndef SERVER_METRIC_WRITER_H
#define SERVER_METRIC_WRITER_H

#include "base/buffer.h"
#include "base/counter.h"

struct metric_writer {
	struct buffer *out;
	const char *prefix; /* "smdp": begins each name, with a _ */
	const char *family; /* that is being written */
	enum status status; /* of everything so far: look at it once, at the end */
};

static inline struct metric_writer metric_writer(struct buffer *out, const char *prefix)
{
	return (struct metric_writer){ .out = out, .prefix = prefix };
}

struct metric_label {
	const char *name;
	struct text value; /* any octets */
};

/* Begins a family: its samples come next. `name` without the prefix, a literal that ends in _total for counters; `type` is
 * "counter", "gauge" or "histogram". */
void metric_family(struct metric_writer *writer, const char *name, const char *type, const char *help);

/* One sample of the family. A text is there for numbers with a point. */
void metric_put(struct metric_writer *writer, const struct metric_label *labels, size_t count, uint64_t value);
void metric_put_seconds(struct metric_writer *writer, const struct metric_label *labels, size_t count, int64_t microseconds);

/* METRIC_PUT(writer, value, { "result", text }, …) */
#define METRIC_PUT(writer, value, ...) \
	metric_put(writer, (const struct metric_label[]){ __VA_ARGS__ }, \
	           sizeof((const struct metric_label[]){ __VA_ARGS__ }) / sizeof(struct metric_label), value)

/* All samples of a histogram in seconds. */
void metric_put_histogram(struct metric_writer *writer, const struct metric_label *labels, size_t count,
                          const struct histogram *histogram, const struct histogram_bounds *bounds);

/* A family of a single sample without labels. */
void metric_single(struct metric_writer *writer, const char *name, const char *type, const char *help, uint64_t value);

#endif
