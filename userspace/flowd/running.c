// SPDX-License-Identifier: GPL-2.0-or-later
#include "running.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "enforce.h"
#include "intent_diff.h"
#include "log.h"
#include "port_numbers.h"
#include "state.h"

int running_check(const struct daemon *daemon, struct flow_error *error)
{
	if (!daemon->confirm_by_ms)
		return 0;
	return flow_error_set(error, -EINVAL,
			      "a configuration waits to be confirmed; \"flowctl config confirm\" keeps it, \"flowctl config cancel\" goes back");
}

/* Moves all objects from one to the other. */
static void move(struct intent *to, struct intent *from)
{
	intent_clear(to);
	*to = *from;
	memset(from, 0, sizeof(*from));
}

/* The daemon has been told what runs now: @told, a copy of it. */
static void take_over(struct daemon *daemon, bool from_files, struct intent *told)
{
	if (from_files) {
		move(&daemon->configured, told);
		intent_clear(&daemon->applied);
	} else {
		move(&daemon->applied, told);
		daemon->applied.complete = true;
	}
}

/* What the state file is to say once it is for good. */
static struct intent to_keep(bool from_files, const struct intent *told)
{
	struct intent keep = { 0 };

	if (!from_files)
		keep = *told;
	keep.complete = !from_files;
	return keep;
}

/* What the state file is to say as long as it is not: all that ran before. */
static struct intent to_go_back_to(const struct daemon *daemon)
{
	struct intent before = daemon->switches.intent;

	before.complete = true;
	return before;
}

static int try(struct daemon *daemon, struct intent *wanted, struct flow_error *error)
{
	struct enforce_fault fault = { .subject = "" };
	int code = enforce_try(&daemon->switches, wanted, daemon_now(), &fault);

	if (*fault.subject)
		flow_error_set(error, code, "%s", fault.sentence.text);
	return code;
}

static int put_in_force(struct daemon *daemon, struct running_change *change,
			const struct intent *told, struct flow_error *error)
{
	struct intent keep = to_keep(change->from_files, told);
	int code = try(daemon, &change->wanted, error);

	if (!code)
		code = state_save(daemon->state_path, &keep, error);
	if (code)
		enforce_undo(&daemon->switches, &change->wanted, daemon_now());
	else
		enforce_keep(&daemon->switches, &change->wanted);
	return code;
}

static int put_on_trial(struct daemon *daemon, struct running_change *change,
			struct flow_error *error)
{
	struct intent before = to_go_back_to(daemon);
	int64_t now_ms = daemon_now();
	int code;

	code = state_save(daemon->state_path, &before, error);
	if (code)
		return code;
	code = port_numbers_save(daemon->state_path, &daemon->switches, error);
	if (!code) {
		code = try(daemon, &change->wanted, error);
		if (code)
			enforce_undo(&daemon->switches, &change->wanted, now_ms);
	}
	if (code) {
		state_save(daemon->state_path, &daemon->applied, NULL);
		port_numbers_forget(daemon->state_path);
		return code;
	}
	move(&daemon->before, &change->wanted);
	daemon->confirm_by_ms = now_ms + change->confirm_s * 1000LL;
	log_info("a configuration was applied, which is to be confirmed in %u s", change->confirm_s);
	return 0;
}

/* Whether the state file says already who says what runs. */
static bool is_kept(const struct daemon *daemon, bool from_files)
{
	const struct intent *applied = &daemon->applied;

	return from_files ? !applied->complete && !applied->switches_count &&
			    !applied->vlans_count && !applied->profiles_count &&
			    !applied->ports_count && !applied->statics_count &&
			    !applied->neighbours_count :
			    applied->complete;
}

/* Nothing is to be done, but to remember who says so. */
static int put_in_place(struct daemon *daemon, struct running_change *change,
			const struct intent *told, struct flow_error *error)
{
	struct intent keep = to_keep(change->from_files, told);
	int code = 0;

	if (!is_kept(daemon, change->from_files))
		code = state_save(daemon->state_path, &keep, error);
	if (!code)
		move(&daemon->switches.intent, &change->wanted);
	return code;
}

static void forget_origin(char **origin)
{
	free(*origin);
	*origin = NULL;
}

/* FILE:LINE of a file that a client sent means nothing to others. */
static void forget_origins(struct intent *intent)
{
	size_t i;

	for (i = 0; i < intent->switches_count; i++)
		forget_origin(&intent->switches[i]->origin);
	for (i = 0; i < intent->vlans_count; i++)
		forget_origin(&intent->vlans[i]->origin);
	for (i = 0; i < intent->profiles_count; i++)
		forget_origin(&intent->profiles[i]->origin);
	for (i = 0; i < intent->ports_count; i++)
		forget_origin(&intent->ports[i]->origin);
	for (i = 0; i < intent->statics_count; i++)
		forget_origin(&intent->statics[i]->origin);
	for (i = 0; i < intent->neighbours_count; i++)
		forget_origin(&intent->neighbours[i]->origin);
}

/* Who says it: the files, if it is nothing else than they said when they were read. */
static int find_origin(const struct daemon *daemon, struct running_change *change)
{
	json_t *changes;

	if (change->from_files)
		return 0;
	changes = intent_diff(&daemon->configured, &change->wanted);
	if (!changes)
		return -ENOMEM;
	change->from_files = !json_array_size(changes);
	json_decref(changes);
	if (!change->from_files) {
		forget_origins(&change->wanted);
		return 0;
	}
	intent_clear(&change->wanted);
	return intent_merge(&change->wanted, &daemon->configured);
}

static int apply(struct daemon *daemon, struct running_change *change, const json_t *changes,
		 struct flow_error *error)
{
	struct intent told = { 0 };
	int code = intent_merge(&told, &change->wanted);

	if (code)
		;
	else if (!json_array_size(changes))
		code = put_in_place(daemon, change, &told, error);
	else if (change->confirm_s)
		code = put_on_trial(daemon, change, error);
	else
		code = put_in_force(daemon, change, &told, error);
	if (code)
		intent_clear(&told);
	else
		take_over(daemon, change->from_files, &told);
	return code;
}

int running_apply(struct daemon *daemon, struct running_change *change, json_t **changes,
		  struct flow_error *error)
{
	int code = running_check(daemon, error);

	*changes = NULL;
	if (!code) {
		*changes = intent_diff(&daemon->switches.intent, &change->wanted);
		code = *changes ? 0 : -ENOMEM;
	}
	if (!code)
		code = find_origin(daemon, change);
	if (!code)
		code = apply(daemon, change, *changes, error);
	intent_clear(&change->wanted);
	if (!code)
		return 0;
	json_decref(*changes);
	return code;
}

int running_confirm(struct daemon *daemon, struct flow_error *error)
{
	int code;

	if (!daemon->confirm_by_ms)
		return flow_error_set(error, -EINVAL, "no configuration waits to be confirmed");
	code = state_save(daemon->state_path, &daemon->applied, error);
	if (code)
		return code;
	port_numbers_forget(daemon->state_path);
	enforce_keep(&daemon->switches, &daemon->before);
	daemon->confirm_by_ms = 0;
	log_info("the configuration was confirmed");
	return 0;
}

/* The state file says so already. */
static void go_back(struct daemon *daemon)
{
	struct intent before = { 0 };
	int code = intent_merge(&before, &daemon->before);

	if (code) {
		log_error("cannot go back to the configuration before: %s", strerror(-code));
		intent_clear(&before);
		return;
	}
	move(&daemon->applied, &daemon->before);
	daemon->applied.complete = true;
	daemon->confirm_by_ms = 0;
	enforce_undo(&daemon->switches, &before, daemon_now());
	port_numbers_forget(daemon->state_path);
}

int running_cancel(struct daemon *daemon, struct flow_error *error)
{
	if (!daemon->confirm_by_ms)
		return flow_error_set(error, -EINVAL, "no configuration waits to be confirmed");
	log_info("the configuration was not kept: all is as it was before");
	go_back(daemon);
	return 0;
}

int64_t running_expire(struct daemon *daemon, int64_t now_ms)
{
	if (!daemon->confirm_by_ms || daemon->confirm_by_ms > now_ms)
		return daemon->confirm_by_ms;
	log_warning("the configuration was not confirmed in time: all is as it was before");
	go_back(daemon);
	return 0;
}
