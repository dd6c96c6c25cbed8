/* SPDX-License-Identifier: Apache-2.0 */
#include "io/worker_thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct job {
	void (*work)(void *context);
	void (*done)(void *context);
	void *context;
	struct event_loop *loop;
};

struct worker_thread {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct job jobs[WORKER_JOBS_MAXIMUM]; /* a ring, guarded by the mutex as all that follows; the first is worked on */
	size_t first, count;
	bool stopping;
};

/* There must be memory for a message some time, and without it nobody would ever hear of the job again. */
static void report(const struct job *job)
{
	static const struct timespec moment = { 0, 10000000 };
	while (event_loop_post(job->loop, job->done, job->context) != STATUS_OK)
		nanosleep(&moment, NULL);
}

static void *run(void *context)
{
	struct worker_thread *thread = context;
	pthread_mutex_lock(&thread->mutex);
	while (!thread->stopping) {
		if (thread->count == 0) {
			pthread_cond_wait(&thread->changed, &thread->mutex);
			continue;
		}
		const struct job job = thread->jobs[thread->first];
		pthread_mutex_unlock(&thread->mutex);
		job.work(job.context);
		report(&job);
		pthread_mutex_lock(&thread->mutex);
		thread->first = (thread->first + 1) % WORKER_JOBS_MAXIMUM;
		thread->count--;
	}
	pthread_mutex_unlock(&thread->mutex);
	return NULL;
}

enum status worker_thread_new(struct worker_thread **out)
{
	struct worker_thread *thread = calloc(1, sizeof *thread);
	if (!thread)
		return STATUS_NO_MEMORY;
	pthread_mutex_init(&thread->mutex, NULL);
	pthread_cond_init(&thread->changed, NULL);
	if (pthread_create(&thread->thread, NULL, run, thread) != 0) {
		free(thread);
		return STATUS_NO_MEMORY;
	}
	*out = thread;
	return STATUS_OK;
}

void worker_thread_free(struct worker_thread *thread)
{
	if (!thread)
		return;
	pthread_mutex_lock(&thread->mutex);
	thread->stopping = true;
	pthread_cond_signal(&thread->changed);
	pthread_mutex_unlock(&thread->mutex);
	pthread_join(thread->thread, NULL);
	pthread_cond_destroy(&thread->changed);
	pthread_mutex_destroy(&thread->mutex);
	free(thread);
}

static bool take(void *self, void (*work)(void *context), void (*done)(void *context), void *context)
{
	const struct worker_desk *desk = self;
	struct worker_thread *thread = desk->thread;
	pthread_mutex_lock(&thread->mutex);
	bool has_room = thread->count < WORKER_JOBS_MAXIMUM;
	if (has_room) {
		size_t last = (thread->first + thread->count++) % WORKER_JOBS_MAXIMUM;
		thread->jobs[last] = (struct job){ work, done, context, desk->loop };
		pthread_cond_signal(&thread->changed);
	}
	pthread_mutex_unlock(&thread->mutex);
	return has_room;
}

struct worker worker_desk_port(struct worker_desk *desk)
{
	return (struct worker){ desk, take };
}
