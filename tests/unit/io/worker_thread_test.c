/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <pthread.h>
#include <semaphore.h>

#include "io/worker_thread.h"

enum { MORE = 3 };

struct scene {
	struct event_loop *loop;
	struct worker_thread *thread;
	struct worker_desk desk;
	struct worker worker;
	sem_t is_begun, may_end;
	int begun, done, refused;
	bool loop_went_on;
	pthread_t loop_thread;
};

/* As long as the test wants. */
static void work(void *context)
{
	struct scene *scene = context;
	assert_false(pthread_equal(pthread_self(), scene->loop_thread));
	scene->begun++;
	sem_post(&scene->is_begun);
	sem_wait(&scene->may_end);
}

static void done(void *context)
{
	struct scene *scene = context;
	assert_true(pthread_equal(pthread_self(), scene->loop_thread));
	if (++scene->done == WORKER_JOBS_MAXIMUM)
		event_loop_stop(scene->loop);
}

static void go_on(void *context)
{
	struct scene *scene = context;
	assert_int_equal(scene->done, 0);
	scene->loop_went_on = true;
	for (int i = 0; i < WORKER_JOBS_MAXIMUM; i++)
		sem_post(&scene->may_end);
}

static void give_work(void *context)
{
	struct scene *scene = context;
	for (int i = 0; i < WORKER_JOBS_MAXIMUM + MORE; i++)
		scene->refused += !worker_take(&scene->worker, work, done, scene);
	sem_wait(&scene->is_begun);
	assert_ok(event_loop_post(scene->loop, go_on, scene));
}

static void the_loop_goes_on_meanwhile(void **state)
{
	struct scene scene = { .loop_thread = pthread_self() };
	(void)state;
	sem_init(&scene.is_begun, 0, 0);
	sem_init(&scene.may_end, 0, 0);
	assert_ok(event_loop_new(&scene.loop));
	assert_ok(worker_thread_new(&scene.thread));
	scene.desk = (struct worker_desk){ scene.thread, scene.loop };
	scene.worker = worker_desk_port(&scene.desk);
	assert_ok(event_loop_post(scene.loop, give_work, &scene));
	assert_ok(event_loop_run(scene.loop));
	assert_true(scene.loop_went_on);
	assert_int_equal(scene.refused, MORE);
	assert_int_equal(scene.begun, WORKER_JOBS_MAXIMUM);
	worker_thread_free(scene.thread);
	event_loop_free(scene.loop);
	sem_destroy(&scene.is_begun);
	sem_destroy(&scene.may_end);
}

static void note(void *context)
{
	++*(int *)context;
}

static void without_a_worker_it_is_done_at_once(void **state)
{
	const struct worker nobody = { 0 };
	int calls = 0;
	(void)state;
	assert_true(worker_take(&nobody, note, note, &calls));
	assert_int_equal(calls, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loop_goes_on_meanwhile),
		cmocka_unit_test(without_a_worker_it_is_done_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
