// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "apply.h"
#include "apply_fdb.h"
#include "config.h"
#include "enforce.h"
#include "intent_profile.h"
#include "log.h"
#include "mac.h"
#include "port_numbers.h"
#include "running.h"
#include "served.h"
#include "state.h"

int64_t daemon_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void daemon_clear(struct daemon *daemon)
{
	switches_clear(&daemon->switches);
	intent_clear(&daemon->configured);
	intent_clear(&daemon->applied);
	intent_clear(&daemon->before);
}

static int load_config(const struct daemon *daemon, struct intent *configured)
{
	struct config_mistakes mistakes;
	size_t i;
	int code;

	code = config_load(daemon->config_path, daemon->config_may_lack, configured, &mistakes);
	for (i = 0; i < mistakes.count; i++)
		log_error("%s", mistakes.lines[i]);
	config_mistakes_clear(&mistakes);
	return code;
}

int daemon_load(struct daemon *daemon)
{
	struct intent configured = { 0 }, applied = { 0 };
	bool lost;
	int code;

	if (daemon->confirm_by_ms) {
		log_error("the configuration is not read, as one that was applied waits to be confirmed");
		return -EBUSY;
	}
	code = load_config(daemon, &configured);
	if (code)
		return code;
	code = state_load(daemon->state_path, &applied, &lost);
	if (code) {
		log_error("cannot read %s: %s", daemon->state_path, strerror(-code));
		intent_clear(&configured);
		return code;
	}
	intent_clear(&daemon->configured);
	daemon->configured = configured;
	if (!lost) {	/* or else what is known, if anything, is better */
		intent_clear(&daemon->applied);
		daemon->applied = applied;
	}
	daemon->switches.keeps_ports = lost || state_is_incomplete(daemon->state_path);
	if (daemon->applied.complete)
		log_warning("%s is not in force, as another configuration was applied in its place; \"flowctl config apply\" puts it in force",
			    daemon->config_path);
	return 0;
}

/* Whether an object that was applied still goes with what the files say now. */
static bool still_fits(int code, const char *name, const struct flow_error *error)
{
	if (code)
		log_warning("%s was applied, but does not go with the configuration: %s", name,
			    *error->text ? error->text : strerror(-code));
	return !code;
}

static int merge_vlan(const struct intent_vlan *vlan, struct intent *result)
{
	struct flow_error error = { "" };
	char name[16];

	snprintf(name, sizeof(name), "VLAN %u", vlan->vid);
	if (!still_fits(intent_check_vlan(result, vlan, &error), name, &error))
		return 0;
	return intent_put_vlan(result, vlan);
}

static int merge_profile(const struct intent_profile *profile, struct intent *result)
{
	struct flow_error error = { "" };

	if (!still_fits(intent_check_profile(result, profile, &error), profile->name, &error))
		return 0;
	return intent_put_profile(result, profile);
}

static int merge_port(struct intent_port port, struct intent *result)
{
	struct flow_error error = { "" };

	intent_resolve_port(result, &port);
	if (!still_fits(intent_check_port(result, &port, &error), port.match, &error))
		return 0;
	return intent_put_port(result, &port);
}

static int merge_static(const struct intent_static *item, struct intent *result)
{
	struct flow_error error = { "" };
	char mac[FLOW_MAC_TEXT];

	flow_mac_format(item->mac, mac);
	if (!still_fits(intent_check_static(result, item, &error), mac, &error))
		return 0;
	return intent_put_static(result, item);
}

static int merge_neighbour(const struct intent_neighbour *item, struct intent *result)
{
	struct flow_error error = { "" };
	char address[INTENT_ADDRESS_TEXT];

	intent_format_address(&item->address, address);
	if (!still_fits(intent_check_neighbour(result, item, &error), address, &error))
		return 0;
	return intent_put_neighbour(result, item);
}

/* The applied over the configured, without what no longer fits. */
static int merge(const struct daemon *daemon, struct intent *result)
{
	const struct intent *applied = &daemon->applied;
	int code = applied->complete ? 0 : intent_merge(result, &daemon->configured);
	size_t i;

	for (i = 0; !code && i < applied->switches_count; i++)
		code = intent_put_switch(result, applied->switches[i]);
	for (i = 0; !code && i < applied->vlans_count; i++)
		code = merge_vlan(applied->vlans[i], result);
	for (i = 0; !code && i < applied->profiles_count; i++)
		code = merge_profile(applied->profiles[i], result);
	intent_resolve(result);
	for (i = 0; !code && i < applied->ports_count; i++)
		code = merge_port(*applied->ports[i], result);
	for (i = 0; !code && i < applied->statics_count; i++)
		code = merge_static(applied->statics[i], result);
	for (i = 0; !code && i < applied->neighbours_count; i++)
		code = merge_neighbour(applied->neighbours[i], result);
	return code;
}

void daemon_enforce(struct daemon *daemon)
{
	struct intent wanted = { 0 };
	int code = merge(daemon, &wanted);

	if (code) {
		log_error("cannot put the configuration in force: %s", strerror(-code));
		intent_clear(&wanted);
		return;
	}
	/* What was lost may have named one of them. */
	if (!daemon->switches.count && !daemon->switches.keeps_ports)
		served_recall(daemon->state_path, &daemon->switches, &wanted);
	if (!daemon->switches.count) {
		served_say_others(&daemon->switches, &wanted);
		port_numbers_recall(daemon->state_path, &daemon->switches);
	}
	enforce_intent(&daemon->switches, &wanted, daemon_now());
}

void daemon_remember(struct daemon *daemon)
{
	if (!daemon->switches.keeps_ports)
		served_save(daemon->state_path, &daemon->switches);
}

/* What is in force after this is on disk too, or else neither. */
static int commit(struct daemon *daemon, struct apply *apply, const json_t *operations,
		  struct flow_error *error)
{
	struct enforce_fault fault = { .subject = "" };
	struct switches *switches = &daemon->switches;
	int code;

	code = enforce_try(switches, &apply->effective, daemon_now(), &fault);
	if (*fault.subject) {
		apply->failed = apply_find(operations, fault.subject);
		flow_error_set(error, code, "%s", fault.sentence.text);
	}
	if (!code)
		code = state_save(daemon->state_path, &apply->applied, error);
	if (code)
		enforce_undo(switches, &apply->effective, daemon_now());
	else
		enforce_keep(switches, &apply->effective);
	return code;
}

static bool changes_intent(const json_t *operations)
{
	json_t *operation;
	size_t i;

	json_array_foreach(operations, i, operation)
		if (!apply_fdb_is_transient(operation))
			return true;
	return false;
}

int daemon_apply(struct daemon *daemon, const json_t *operations, size_t *failed,
		 struct flow_error *error)
{
	struct apply apply;
	int code = apply_start(&apply, &daemon->configured, &daemon->applied);

	*failed = 0;
	if (code)
		return code;
	apply.progress = daemon->switches.progress;
	if (changes_intent(operations))
		code = running_check(daemon, error);
	if (!code)
		code = apply_operations(&apply, operations, error);
	if (!code)
		code = apply_fdb_check(&daemon->switches, &apply.effective, operations,
				       &apply.failed, error);
	if (!code && changes_intent(operations)) {
		code = commit(daemon, &apply, operations, error);
		if (!code) {
			intent_clear(&daemon->applied);
			daemon->applied = apply.applied;
			memset(&apply.applied, 0, sizeof(apply.applied));
		}
	}
	if (!code)
		code = apply_fdb_run(&daemon->switches, operations, daemon_now(), &apply.failed,
				     error);
	*failed = apply.failed;
	apply_clear(&apply);
	return code;
}
